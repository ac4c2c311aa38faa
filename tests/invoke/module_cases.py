"""The conversations with probe_adapter.py whose answers are compared: each a list of steps.

A step is `(verb, name, values)`: "ask" sends a command to `process` and names its id; "status" and "cancel" ask
about the id of that name ("" sends none, "?" an unknown one); "open" lets the long command of that name end;
"settle" asks for the status until it is not running any more.
"""

from __future__ import annotations

Step = tuple[str, str, dict[str, str]]


def _ask(case: str, name: str = "a", **values: str) -> Step:
    return ("ask", name, {"case": case, **values})


def _long(mode: str = "", name: str = "a", case: str = "long") -> Step:
    return _ask(case, name, mode=mode)


def _do(verb: str, name: str = "a") -> Step:
    return (verb, name, {})


_WHOLE = [_do("status"), _do("open"), _do("settle"), _do("status")]

CASES: dict[str, list[Step]] = {
    **{f"answer-{case}": [_ask(case)] for case in ("dict", "failed", "own-keys", "none", "raise")},
    **{f"answer-{case}": [_ask(case)] for case in ("no-success", "text", "list", "nan", "bytes")},
    "module": [_do("send", "get_module_status"), _do("send", "status"), _ask("dict"), _ask("failed"),
               _do("pushed")],
    "nothing-started": [_do("status", "?"), _do("status", ""), _do("cancel", "?"), _do("cancel", "")],
    "long": [_long(), *_WHOLE, _do("cancel"), _do("status")],
    "long-lambda": [_long(case="long-lambda"), *_WHOLE],
    "long-partial": [_long(case="long-partial"), *_WHOLE],
    "long-async": [_long(case="long-async"), *_WHOLE],
    "one-at-a-time": [_long(), _long(name="b"), _do("status"), _do("open"), _do("settle"), _long(name="c"),
                      _do("status"), _do("status", "c"), _do("open", "c"), _do("settle", "c")],
    "wrong-id": [_long(), _do("status", "?"), _do("status", ""), _do("cancel", "?"), _do("cancel", ""),
                 _do("open"), _do("settle"), _do("status", "?")],
    "cancelled": [_long(), _do("cancel"), _do("settle"), _do("status"), _do("cancel")],
    "cancelled-async": [_long(case="long-async"), _do("cancel"), _do("settle"), _do("status")],
    "forced": [_long("forced"), _do("cancel"), _do("settle"), _do("open"), _do("status")],
    "forced-async": [_long("forced", case="long-async"), _do("cancel"), _do("settle"), _do("status")],
    "cancel-raises": [_long("cancel-raises"), _do("cancel"), _do("open"), _do("settle")],
    **{mode: [_long(mode), *_WHOLE] for mode in ("status-none", "status-raises", "status-own-keys")},
    **{mode: [_long(mode), _do("open"), _do("settle"), _do("status")]
       for mode in ("result-raises", "result-none", "result-no-success", "result-failed", "result-own-keys")},
}  # fmt: skip
