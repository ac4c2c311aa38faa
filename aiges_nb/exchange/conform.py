"""Read what a wrapper answered, and say where it breaks its contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..contract import Accept, Contract, Operation
from ..findings import Finding, error, info, sort_findings, warning
from ..types import STATUS_ONCE, WIRE_TYPES, DataType
from .answer import read_module_answer
from .codec import encode_text, load_json
from .codes import PYTHON_FAILED, origin_of_code
from .make import choose_operation, near_miss
from .media import UNKNOWN, media_kind
from .params import shorten
from .response import Failure, Output, Response

TextOf = Callable[[int], object]


def read_response(
    contract: Contract,
    answer: object,
    *,
    text_of: TextOf | None = None,
    operation: str = "",
    partial: bool = False,
) -> Response:
    """The response behind an answer of any SDK, with a finding for each breach of the contract.

    Args:
        answer: A `Response` of the real SDK or of this toolkit's, a CodeProject.AI dict, or whatever came instead.
        text_of: The wrapper's own `wrapperError`, asked once for the text of its error code.
        operation: Name of the contract's operation; empty for the first.
        partial: Whether this is one frame of a stream: statuses 0 to 3 are right and outputs may lack.
    """
    if type(answer) is Response:
        return answer
    chosen = contract.operation if not operation else choose_operation(contract, operation)[0] or contract.operation
    if contract.platform == "codeproject":
        return read_module_answer(chosen, answer)
    items = getattr(answer, "list", None)
    code = getattr(answer, "error_code", None)
    if items is None or code is None or isinstance(answer, (dict, type)):
        return _read_nonsense(answer)
    if code != 0:
        return _read_error(code, text_of)
    if not isinstance(items, (list, tuple)):
        try:
            items = list(items)
        except TypeError:
            return _refuse(error("response", "list-not-a-list", seen=type(items).__name__))
    if not items:
        return _refuse(error("response", "empty-response"))
    response = _read_items(chosen, items, partial)
    if getattr(answer, "changed_in_place", False):
        added = warning("response", "list-changed-in-place")
        return replace(response, findings=(*response.findings, added))
    return response


def check_response(
    contract: Contract, answer: object, *, operation: str = "", partial: bool = False
) -> tuple[Finding, ...]:
    """Where `answer` breaks the contract, errors first; an error code of the wrapper's own is no breach."""
    return sort_findings(read_response(contract, answer, operation=operation, partial=partial).findings)


def _read_items(operation: Operation, items: list[Any] | tuple[Any, ...], partial: bool) -> Response:
    declared = _accepts_by_key(operation)
    findings: list[Finding] = []
    outputs: list[Output] = []
    seen: set[str] = set()
    for position, item in enumerate(items):
        try:
            key, data, length = item.key, item.data, item.len
            wire, status = item.type, item.status
        except AttributeError:
            findings.append(error("response", "not-response-data", position=position, seen=type(item).__name__))
            continue
        accept = declared.get(key) if isinstance(key, str) else None
        if accept is None:
            findings.append(_undeclared(key, declared, position))
            key = key if isinstance(key, str) else str(key)
        if key in seen:
            findings.append(error(f"response.{key}", "repeated-key", key=key))
        seen.add(key)
        raw = data if type(data) is bytes else _as_bytes(key, data, accept, findings)
        if raw is None:
            continue
        if length != len(data) and not (isinstance(data, str) and length == len(raw)):
            code = "len-too-long" if isinstance(length, int) and length > len(raw) else "len-disagrees"
            findings.append(error(f"response.{key}", code, length=length, size=len(raw)))
        if status != STATUS_ONCE and not (partial and status in (0, 1, 2)):
            findings.append(error(f"response.{key}", "status-not-once", status=shorten(status)))
        if accept is None:
            kind = WIRE_TYPES.get(wire, DataType.OTHER) if isinstance(wire, int) else DataType.OTHER
            outputs.append(Output(key, kind, raw, status if isinstance(status, int) else STATUS_ONCE))
            continue
        if wire != accept.type.wire:
            findings.append(error(f"response.{key}", "wrong-type", seen=_type_name(wire), declared=accept.type.value))
        outputs.append(Output(key, accept.type, raw, int(status), _attributes_of(accept)))
        problem = check_output(accept, raw) if not partial else None
        if problem is not None:
            findings.append(problem)
    if not partial and not declared.keys() <= seen:
        findings += _missing(declared, seen)
    return Response(tuple(outputs), None, tuple(findings))


def _missing(declared: Mapping[str, Accept], seen: set[str]) -> list[Finding]:
    """The declared outputs that were not answered, but for those whose key was only misspelt."""
    meant = {near_miss(key, declared) for key in seen if key and key not in declared}
    given = ", ".join(sorted(key for key in seen if key)) or "-"
    return [
        error(f"response.{key}", "missing-output", key=key, given=given)
        for key in declared
        if key not in seen and key not in meant
    ]


def check_output(accept: Accept, data: bytes) -> Finding | None:
    """What is wrong with the bytes of one output: no JSON, no picture, no text; None when nothing is."""
    path = f"response.{accept.key}"
    kind = accept.type
    if kind is DataType.JSON:
        try:
            load_json(data)
        except ValueError as problem:
            return warning(path, "output-not-json", reason=str(problem), size=len(data))
        return None
    if not data:
        return info(path, "empty-output", type=kind.value)
    if kind is DataType.IMAGE:
        seen = media_kind(data)
        if not seen.startswith("image/"):
            return warning(path, "output-not-an-image", seen=seen if seen != UNKNOWN else shorten(data[:12]))
    elif kind is DataType.TEXT and accept.compress in ("", "raw") and accept.encoding in ("", "utf8", "utf-8"):
        try:
            data.decode()
        except UnicodeDecodeError as problem:
            return warning(path, "output-not-utf8", position=problem.start)
    return None


def _accepts_by_key(operation: Operation) -> Mapping[str, Accept]:
    """The declared outputs by key, kept on the frozen operation: this runs once a call."""
    kept: Mapping[str, Accept] | None = operation.__dict__.get("_accepts")
    if kept is None:
        kept = {accept.key: accept for accept in operation.outputs}
        object.__setattr__(operation, "_accepts", kept)
    return kept


def _attributes_of(accept: Accept) -> Mapping[str, str]:
    kept: Mapping[str, str] | None = accept.__dict__.get("_attributes")
    if kept is None:
        named = {"encoding": accept.encoding, "format": accept.format, "compress": accept.compress}
        kept = {name: value for name, value in named.items() if value}
        object.__setattr__(accept, "_attributes", kept)
    return kept


def _read_error(code: object, text_of: TextOf | None) -> Response:
    if not isinstance(code, int) or isinstance(code, bool):
        return _refuse(error("response", "error-code-type", seen=type(code).__name__, value=shorten(code)))
    text, problem = "", None
    if text_of is not None:
        try:
            found = text_of(code)
        except Exception as raised:  # the author's own wrapperError: the code still counts
            problem = warning("response", "error-text-raised", code=code, reason=f"{type(raised).__name__}: {raised}")
        else:
            text = found if isinstance(found, str) else ""
            if not isinstance(found, str):
                problem = warning("response", "error-text-type", code=code, seen=type(found).__name__)
    failure = Failure(code=int(code), origin=origin_of_code(int(code)), text=text)
    return Response((), failure, (problem,) if problem else ())


def _read_nonsense(answer: object) -> Response:
    if answer is None:
        return _refuse(error("response", "answered-none"))
    if isinstance(answer, type):
        return _refuse(error("response", "answered-class", name=answer.__name__))
    if hasattr(answer, "__await__"):
        close = getattr(answer, "close", None)
        if callable(close):
            close()
        return _refuse(error("response", "answered-coroutine"))
    return _refuse(error("response", "not-a-response", seen=type(answer).__name__, value=shorten(answer)))


def _refuse(finding: Finding) -> Response:
    """No answer at all: the platform would report -1, so the run has failed."""
    return Response((), Failure(code=PYTHON_FAILED, origin="wrapper", text=finding.message), (finding,))


def _undeclared(key: object, declared: Mapping[str, Accept], position: int) -> Finding:
    if not isinstance(key, str):
        return error("response", "key-type", seen=type(key).__name__, position=position)
    if not key:
        return error("response", "empty-key", position=position, known=", ".join(declared))
    near = near_miss(key, declared)
    known = sorted(declared, key=lambda name: name != near)
    return error(f"response.{key}", "undeclared-output", key=key, known=", ".join(known))


def _as_bytes(key: str, data: object, accept: Accept | None, findings: list[Finding]) -> bytes | None:
    """The bytes behind what the platform would refuse, with the word about it; None when there are none."""
    path = f"response.{key}"
    if isinstance(data, str):
        findings.append(warning(path, "output-str", key=key, size=len(data)))
        try:
            return encode_text(data, accept.encoding if accept else "")
        except UnicodeEncodeError:
            return data.encode("utf-8", "backslashreplace")
    if isinstance(data, memoryview):
        findings.append(warning(path, "output-memoryview", key=key))
        return bytes(data)
    if isinstance(data, bytearray):
        findings.append(warning(path, "output-bytearray", key=key))
        return bytes(data)
    if isinstance(data, bytes):
        return bytes(data)
    findings.append(error(path, "output-data-type", seen=type(data).__name__, value=shorten(data)))
    return None


def _type_name(wire: object) -> str:
    named = WIRE_TYPES.get(wire) if isinstance(wire, int) else None
    return f"{named.value} ({wire})" if named else shorten(wire)
