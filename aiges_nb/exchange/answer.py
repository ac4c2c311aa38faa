"""Read a CodeProject.AI adapter's answer: one JSON output, with its pictures and sounds decoded beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..contract import Operation
from ..contract.module import RESPONSE_KEY
from ..findings import Finding, error, warning
from ..types import DataType, Json
from .codec import decode_base64, dump_json
from .jsonclean import clean_json
from .media import media_kind
from .params import shorten
from .response import Failure, Output, Response

SERVER_KEYS: Final = ("moduleId", "moduleName", "code", "command", "requestId", "inferenceDevice")
"""What the platform's SDK writes over a module's own keys of these names."""
_MEDIA_LISTS: Final = ("images", "audios", "videos")
_BASE64: Final = re.compile(r"(?:data:[\w/.+-]+;base64,)?([A-Za-z0-9+/]{16,}={0,2})", re.ASCII)
_MAIN_TYPES: Final = {"image": DataType.IMAGE, "audio": DataType.AUDIO, "video": DataType.VIDEO}


def read_module_answer(operation: Operation, answer: object) -> Response:
    """The dict as output `response`, cleaned so that the platform can send it, then its decoded media.

    `success` false gives a `Failure` whose text is the answer's `error`; the answer stays as an output.
    """
    if answer is None:
        return _nonsense(error("response", "module-answered-none"))
    if not isinstance(answer, Mapping):
        return _nonsense(error("response", "module-answer-type", seen=type(answer).__name__, value=shorten(answer)))
    cleaned, changes = clean_json(answer)
    if not isinstance(cleaned, dict):
        return _nonsense(error("response", "module-answer-type", seen=type(answer).__name__, value=shorten(answer)))
    findings = [_cleaned(path, seen) for path, seen in changes.items()]
    findings += _check_success(cleaned)
    document: Mapping[str, Json] = cleaned
    outputs = [Output(RESPONSE_KEY, DataType.JSON, dump_json(document).encode(), attributes={"encoding": "utf8"})]
    outputs += decode_media(operation, document)
    findings += [
        warning(f"response.{accept.key}", "missing-module-output", key=accept.key)
        for accept in operation.outputs
        if accept.key != RESPONSE_KEY and document.get("success") is True and accept.key not in document
    ]
    return Response(tuple(outputs), _failure_of(document), tuple(findings))


def decode_media(operation: Operation, document: Mapping[str, Json]) -> list[Output]:
    """The pictures and sounds that stand in the answer as base64, by their field's name."""
    declared = {accept.key: accept.type for accept in operation.outputs if accept.key != RESPONSE_KEY}
    return [
        Output(key, kind, data)
        for key, text in _texts(document, declared)
        for kind, data in _decode(text, declared.get(key.partition("[")[0]))
    ]


def _texts(document: Mapping[str, Json], declared: Mapping[str, DataType]) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if isinstance(value, str):
            if len(value) >= 16:
                yield key, value
        elif isinstance(value, Sequence) and (key in _MEDIA_LISTS or key in declared):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield f"{key}[{number}]", item


def _decode(text: str, declared: DataType | None) -> Iterator[tuple[DataType, bytes]]:
    """The one medium behind base64 text; nothing when its bytes show none and none was declared."""
    match = _BASE64.fullmatch(text) if declared or _may_be_media(text) else None
    if match is None:
        return
    try:
        data = decode_base64(match[1])
    except ValueError:
        return
    kind = _MAIN_TYPES.get(media_kind(data).partition("/")[0])
    if kind is not None or declared is not None:
        yield kind or declared or DataType.OTHER, data


def _may_be_media(text: str) -> bool:
    """A look at the first characters, so that long text costs nothing."""
    if text.startswith("data:"):
        return True
    try:
        head = decode_base64(text[:64]) if len(text) >= 64 else decode_base64(text)
    except ValueError:
        return False
    return media_kind(head).partition("/")[0] in _MAIN_TYPES


def _check_success(document: dict[str, Json]) -> list[Finding]:
    if "success" not in document:
        return [error("response.success", "no-success")]
    if not isinstance(document["success"], bool):
        return [error("response.success", "success-type", value=shorten(document["success"]))]
    return []


def _failure_of(document: Mapping[str, Json]) -> Failure | None:
    if document.get("success") is not False:
        return None
    code = document.get("code")
    text = document.get("error") or document.get("message") or ""
    known = isinstance(code, (int, str)) and not isinstance(code, bool)
    return Failure(code=code if known else 500, origin="wrapper", text=str(text))  # type: ignore[arg-type]


def _cleaned(path: str, seen: str) -> Finding:
    return warning(f"response.{path}" if path else "response", "cleaned-for-json", seen=seen)


def _nonsense(finding: Finding) -> Response:
    return Response((), Failure(code=500, origin="wrapper", text=finding.message), (finding,))
