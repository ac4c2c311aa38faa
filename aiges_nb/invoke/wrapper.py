"""Call a wrapper's wrapperOnceExec as one of its callers would, and read what it answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module
from types import GeneratorType
from typing import Any, Final
from weakref import WeakKeyDictionary

from .. import progress
from ..contract.model import Contract
from ..exchange import fill_params, param_to_text, read_response
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..messages import text
from ..types import Convention
from .arity import Fit, fit_hook
from .tracebacks import exception_text, format_user_traceback

_ONCE_NAMES = ("params", "data", "usr_tag", "pers_id")
_OFFERED: dict[Convention, int] = {"local": 2, "loader": 4, "grpc": 2}


def call_wrapper(instance: object, contract: Contract, request: Request, convention: Convention) -> Response:
    """What the wrapper answers to one request, checked against the contract.

    The author's exceptions (SystemExit among them) and error codes come back as `Response.error`; a wish to
    stop (`progress.Cancelled`) and a KeyboardInterrupt go through. `data` of every input is bytes and `len`
    their number. Under `local` parameters are typed as declared; under `loader` they are text, only those the
    caller gave, with `sid`; under `grpc` they are a map that answers "" for a missing key.
    """
    try:
        fit = _fit_of(instance, convention)
        if fit.misfit:
            return misfit_response("wrapperOnceExec", fit.misfit)
        params = PARAMS_OF[convention](contract, request)
        data = make_data_list(type(instance), request)
        hook = instance.wrapperOnceExec  # type: ignore[attr-defined]
        if fit.is_plain and len(fit.positional) == 2:
            answer = hook(params, data)
        else:
            answer = call_plain(hook, fit, (params, data, request.usr_tag, request.pers_id))
        if type(answer) is GeneratorType:
            answer = _last_of(answer)
    except (Exception, SystemExit) as exc:
        if stops(exc):
            raise progress.Cancelled from exc
        return Response(error=failure_of(exc))
    return read_response(contract, answer, text_of=getattr(instance, "wrapperError", None), operation=request.operation)


def call_plain(hook: Callable[..., Any], fit: Fit, offered: Sequence[Any]) -> Any:
    """Call a hook with the offered values in the places its signature wants them."""
    return hook(*[offered[i] for i in fit.positional], **{key: offered[i] for key, i in fit.keywords})


def failure_of(exc: BaseException) -> Failure:
    """The failure that an author's exception amounts to: code -1, as the C++ loader has it."""
    return Failure(code=-1, origin="wrapper", text=exception_text(exc), traceback=format_user_traceback(exc))


def text_of_code(instance: object, code: int) -> str:
    """What the class's own wrapperError says about `code`; empty where it says nothing, no str, or raises."""
    hook = getattr(instance, "wrapperError", None)
    try:
        words = hook(code) if hook is not None else ""
    except Exception:  # the author's own; the code still counts
        return ""
    return words if isinstance(words, str) else ""


def stops(exc: BaseException) -> bool:
    """Whether a wish to stop lies behind `exc`, however the author's libraries wrapped it."""
    seen: set[int] = set()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen:
        if isinstance(current, progress.Cancelled):
            return True
        seen.add(id(current))
        current = current.__cause__ or current.__context__
    return False


class TextMap(MutableMapping[str, str]):
    """Parameters as the SDK's gRPC server hands them over: no dict; a missing key reads "" and then exists."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> str:
        if not isinstance(key, str):
            raise TypeError(f"bad argument type for built-in operation: key {key!r} is no str")
        return self._values.setdefault(key, "")

    def __setitem__(self, key: str, value: str) -> None:
        if not (isinstance(key, str) and isinstance(value, str)):
            raise TypeError(f"bad argument type for built-in operation: {key!r}: {value!r} is no str")
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def __repr__(self) -> str:
        return repr(self._values)


def _typed_params(contract: Contract, request: Request) -> dict[str, Any]:
    return fill_params(contract, request.params, request.operation)


def _loader_params(contract: Contract, request: Request) -> dict[str, str]:
    values = _text_params(request)
    values["sid"] = request.sid
    return values


def _map_params(contract: Contract, request: Request) -> TextMap:
    return TextMap(_text_params(request))


def _text_params(request: Request) -> dict[str, str]:
    given = request.given
    return {
        key: value if type(value) is str else param_to_text(value)
        for key, value in request.params.items()
        if given is None or key in given
    }


PARAMS_OF: Final[Mapping[Convention, Callable[[Contract, Request], Any]]] = {
    "local": _typed_params,
    "loader": _loader_params,
    "grpc": _map_params,
}


def make_data_list(cls: type, request: Request) -> Any:
    """The request's inputs as the data class that `cls` lives with: ours, or the installed SDK's."""
    list_class, node_class = _data_classes(cls)
    nodes = []
    for item in request.inputs:
        node = node_class()
        node.key = item.key
        node.data = item.data
        node.len = len(item.data)
        node.type = item.type.wire
        node.status = item.status
        nodes.append(node)
    data = list_class()
    data.list = nodes
    return data


_classes: WeakKeyDictionary[type, tuple[type, type]] = WeakKeyDictionary()
_fits: WeakKeyDictionary[Any, dict[Convention, Fit]] = WeakKeyDictionary()


def _data_classes(cls: type) -> tuple[type, type]:
    known = _classes.get(cls)
    if known is None:
        module = _sdk_module(cls)
        known = _classes[cls] = (module.DataListCls, module.DataListNode)
    return known


def _sdk_module(cls: type) -> Any:
    """The module whose data classes the author's imports gave: where the class's WrapperBase comes from."""
    for base in cls.__mro__:
        if base.__name__ == "WrapperBase" and base.__module__.partition(".")[0] == "aiges":
            module = sys.modules.get("aiges.dto")
            if hasattr(module, "DataListCls"):
                return module
    return import_module("aiges_nb.sdk")


def _fit_of(instance: object, convention: Convention) -> Fit:
    hook = instance.wrapperOnceExec  # type: ignore[attr-defined]
    function = getattr(hook, "__func__", hook)
    known = _fits.get(function)
    if known is None:
        known = _fits[function] = {}
    fit = known.get(convention)
    if fit is None:
        fit = known[convention] = fit_hook(hook, _ONCE_NAMES, _OFFERED[convention])
    return fit


def misfit_response(hook: str, name: str) -> Response:
    """The failure of a hook that cannot be called: it requires `name`, which no caller passes."""
    message = text("hook-misfit", hook=hook, name=name)
    return Response(error=Failure(code=-1, origin="aiges_nb", text=message))


def _last_of(answers: GeneratorType[Any, Any, Any]) -> Any:
    """The last answer of a generator; those before it are partial results."""
    last = None
    while True:
        try:
            answer = next(answers)
        except StopIteration as stop:
            return last if stop.value is None else stop.value
        if last is not None:
            progress.update(partial=last)
        progress.check()
        last = answer
