"""Personal resources: loaded before the call that names them, unloaded when a call names them no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import progress
from ..exchange.codes import origin_of_code
from ..exchange.request import InputItem, Request
from ..exchange.response import Failure
from ..messages import text
from .arity import fit_hook
from .wrapper import call_plain, failure_of, make_data_list, stops, text_of_code


def change_resources(
    instance: Any, loaded: Mapping[str, bytes], wanted: Sequence[InputItem]
) -> tuple[dict[str, bytes], Failure | None]:
    """What is loaded afterwards, by id, and why a hook refused, if one did."""
    now = dict(loaded)
    fresh = {item.key: item.data for item in wanted}
    for name in [name for name, data in now.items() if fresh.get(name) != data]:
        del now[name]
        failure = _call(instance, "wrapperUnloadRes", ("res_id",), (name,))
        if failure is not None:
            return now, failure
    for item in wanted:
        if item.key in now:
            continue
        data = make_data_list(type(instance), Request(inputs=(item,)))
        failure = _call(instance, "wrapperLoadRes", ("data", "res_id"), (data, item.key))
        if failure is not None:
            return now, failure
        now[item.key] = item.data
    return now, None


def _call(instance: Any, name: str, names: Sequence[str], values: Sequence[Any]) -> Failure | None:
    hook = getattr(instance, name, None)
    if hook is None:
        return None
    try:
        code = call_plain(hook, fit_hook(hook, names, len(names)), values)
    except (Exception, SystemExit) as exc:
        if stops(exc):
            raise progress.Cancelled from exc
        return failure_of(exc)
    if isinstance(code, int) and code != 0:
        words = text_of_code(instance, code) or text("resource-refused", hook=name, id=values[-1])
        return Failure(int(code), origin_of_code(int(code)), words)
    return None
