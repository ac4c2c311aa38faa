"""Golden cases: a request with the answer it must get, as plain files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..contract.module import RESPONSE_KEY
from ..errors import SourceError
from ..types import STATUS_ONCE, Convention, DataType, ParamValue
from .compare import ABSOLUTE, IMAGE, RELATIVE, compare_data, without_timings
from .media import media_kind, suffix_of
from .request import ONCE, Delivery, InputItem, Request
from .response import Failure, Output, Response

CASE_FILE = "case.json"
FORMAT = 1
_NAME = re.compile(r"[\w][\w.-]*")


@dataclass(frozen=True)
class Tolerance:
    """How far an output may differ: floats of JSON (relative, absolute), mean channel difference of pictures."""

    relative: float = RELATIVE
    absolute: float = ABSOLUTE
    image: float = IMAGE


@dataclass(frozen=True)
class GoldenCase:
    """One request and its expected answer; `origin` is sample or pinned, `convention` how it was recorded."""

    name: str
    request: Request
    response: Response
    convention: Convention = "local"
    tolerance: Tolerance = Tolerance()
    origin: str = "sample"

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"golden case name: expected letters, digits, '.', '-' or '_', got {self.name!r}")


@dataclass(frozen=True)
class Comparison:
    """How one output (or the error, key empty) fared: `rule` is bytes, json, image, or empty when unequal."""

    key: str
    equal: bool
    rule: str
    detail: str = ""


def compare_response(case: GoldenCase, actual: Response) -> tuple[Comparison, ...]:
    """One comparison for every expected or unexpected output, or one for the error."""
    expected = case.response
    if expected.error is not None or actual.error is not None:
        return (_compare_error(expected.error, actual.error),)
    keys = list(dict.fromkeys([*(out.key for out in expected.outputs), *(out.key for out in actual.outputs)]))
    return tuple(_compare_output(key, expected.output(key), actual.output(key), case.tolerance) for key in keys)


def _compare_error(expected: Failure | None, actual: Failure | None) -> Comparison:
    told = [f"code {failure.code}: {failure.text}" if failure else "an answer" for failure in (expected, actual)]
    equal = expected is not None and actual is not None and str(expected.code) == str(actual.code)
    return Comparison("", equal, "bytes" if equal else "", "" if equal else f"expected {told[0]}, got {told[1]}")


def _compare_output(key: str, expected: Output | None, actual: Output | None, tolerance: Tolerance) -> Comparison:
    if expected is None or actual is None:
        return Comparison(key, False, "", "missing" if actual is None else "not expected")
    if expected.type.wire != actual.type.wire:
        return Comparison(key, False, "", f"expected type {expected.type}, got {actual.type}")
    verdict = compare_data(
        expected.data,
        actual.data,
        relative=tolerance.relative,
        absolute=tolerance.absolute,
        image=tolerance.image,
    )
    return Comparison(key, *verdict)


def render_case(case: GoldenCase) -> dict[str, bytes]:
    """The case's files by name: case.json and one plain file for every input and output."""
    files: dict[str, bytes] = {}
    inputs, outputs = [], []
    for index, item in enumerate(case.request.inputs, start=1):
        file = f"input_{index}{_suffix(item.type, item.data)}"
        files[file] = item.data
        inputs.append({**_facts(item), "filename": item.filename, "file": file})
    for index, output in enumerate(map(_without_timings, case.response.outputs), start=1):
        file = f"output_{index}{_suffix(output.type, output.data)}"
        files[file] = output.data
        outputs.append({**_facts(output), "file": file, "sha256": output.sha256})
    error = case.response.error
    document = {
        "format": FORMAT,
        "name": case.name,
        "origin": case.origin,
        "convention": case.convention,
        "operation": case.request.operation,
        "params": dict(case.request.params),
        "given": None if case.request.given is None else sorted(case.request.given),
        "inputs": inputs,
        "outputs": outputs,
        "error": None if error is None else {"code": error.code, "origin": error.origin, "text": error.text},
        "tolerance": vars(case.tolerance),
    }
    delivery = case.request.delivery
    if delivery is not ONCE:
        document["delivery"] = {"mode": delivery.mode, "frame_bytes": delivery.frame_bytes}
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return {CASE_FILE: f"{text}\n".encode(), **files}


def _without_timings(output: Output) -> Output:
    """A module's answer as it stays: how long it took is another thing every time."""
    if output.key != RESPONSE_KEY or output.type is not DataType.JSON:
        return output
    return replace(output, data=without_timings(output.data))


def read_case(folder: Path) -> GoldenCase:
    """The case in a folder.

    Raises:
        SourceError: A file is missing or is no case.
    """
    try:
        document = json.loads((folder / CASE_FILE).read_text("utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']!r}, expected {FORMAT}")
        return _case_of(document, folder)
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise SourceError("golden-unreadable", folder=folder.name, reason=str(failure)) from failure


def read_cases(folder: Path) -> tuple[GoldenCase, ...]:
    """Every case below a folder, sorted by name; none where there is no folder."""
    return tuple(read_case(path.parent) for path in sorted(folder.glob(f"*/{CASE_FILE}")))


def _case_of(document: Mapping[str, Any], folder: Path) -> GoldenCase:
    error = document["error"]
    params: dict[str, ParamValue] = dict(document["params"])
    given = document.get("given")
    return GoldenCase(
        name=document["name"],
        request=Request(
            params=params,
            inputs=tuple(
                InputItem(**_item(entry, folder), filename=entry.get("filename", "")) for entry in document["inputs"]
            ),
            operation=document["operation"],
            given=None if given is None else frozenset(given),
            # A case is replayed as fast as it goes: nothing is proven by waiting between frames.
            delivery=Delivery(**document["delivery"], interval_s=0.0) if "delivery" in document else ONCE,
        ),
        response=Response(
            outputs=tuple(Output(**_item(entry, folder)) for entry in document["outputs"]),
            error=None if error is None else Failure(error["code"], error["origin"], error["text"]),
        ),
        convention=document["convention"],
        tolerance=Tolerance(**document["tolerance"]),
        origin=document["origin"],
    )


def _facts(item: InputItem | Output) -> dict[str, object]:
    return {"key": item.key, "type": str(item.type), "status": item.status, "attributes": dict(item.attributes)}


def _item(entry: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    file = entry["file"]
    if "/" in file or "\\" in file:
        raise ValueError(f"file {file!r} lies outside the case")
    return {
        "key": entry["key"],
        "type": DataType(entry["type"]),
        "data": (folder / file).read_bytes(),
        "status": entry.get("status", STATUS_ONCE),
        "attributes": entry.get("attributes", {}),
    }


def _suffix(type_: DataType, data: bytes) -> str:
    if type_ is DataType.JSON:
        return ".json"
    return ".txt" if type_ is DataType.TEXT else suffix_of(media_kind(data))
