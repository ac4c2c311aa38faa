"""What a CodeProject.AI client sends: multipart, urlencoded or the platform's own JSON, as values and files."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from ..exchange.limits import Limits
from ..exchange.promises import check_media
from ..exchange.strict import NotJson, read_base64, read_json
from ..findings import Finding, error, has_errors
from .http import Call, Refused

MULTIPART: Final = "multipart/form-data"
URLENCODED: Final = "application/x-www-form-urlencoded"
_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))(?=[;\s]|$)', re.ASCII | re.IGNORECASE)


@dataclass
class Form:
    """Values by key in the order they came, and files as (name, file name, content type) with their bytes."""

    values: list[tuple[str, list[str]]] = field(default_factory=list)
    files: list[tuple[str, str, str]] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)

    def add(self, key: str, value: str) -> None:
        """One more value; a key that came before gets it as a further one."""
        for known, values in self.values:
            if known == key:
                values.append(value)
                return
        self.values.append((key, [value]))

    def first(self, key: str) -> str:
        """A key's first value, as the SDK's getters read it; empty where there is none."""
        return next((values[0] for known, values in self.values if known == key and values), "")


async def read_form(call: Call, limits: Limits) -> Form:
    """What a caller sent, the query's values first.

    Raises:
        Refused: with every finding.
        ClientGone: it broke off.
    """
    form = Form()
    for key, value in call.query:
        form.add(key, value)
    body = await call.read_body(limits)
    kind = call.content_type
    findings: list[Finding] = []
    if kind == MULTIPART:
        _read_multipart(form, call.header(b"content-type"), body, limits, findings)
    elif kind == URLENCODED:
        _read_urlencoded(form, body, limits, findings)
    elif kind == "application/json":
        _read_document(form, body, limits, findings)
    elif body:
        known = f"{MULTIPART}, {URLENCODED}, application/json"
        raise Refused(415, [error("header.content-type", "unknown-content-type", value=kind[:80], known=known)])
    for (name, _, _), blob in zip(form.files, form.blobs, strict=True):
        problem = check_media(f"payload.{name}", blob, limits)
        if problem is not None:
            findings.append(problem)
    if has_errors(findings):
        raise Refused(400, findings)
    return form


def _read_urlencoded(form: Form, body: bytes, limits: Limits, findings: list[Finding]) -> None:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=limits.parts)
    except UnicodeDecodeError:
        findings.append(error("", "form-not-text"))
        return
    except ValueError:
        findings.append(error("", "form-too-many-parts", limit=limits.parts))
        return
    for key, value in pairs:
        form.add(key, value)


def _read_document(form: Form, body: bytes, limits: Limits, findings: list[Finding]) -> None:
    """`{"values": [{"key", "value": [...]}], "files": [{"name", "filename", "contentType", "data"}]}`."""
    if not body:
        return
    try:
        document = read_json(body, depth=limits.json_depth, nodes=limits.json_nodes)
    except NotJson as exc:
        findings += exc.findings
        return
    if not isinstance(document, dict) or not (
        document.keys() <= {"values", "files", "command", "urlSegments", "queue"}
    ):
        findings.append(error("", "form-not-payload"))
        return
    for number, item in enumerate(_items(document, "values", limits, findings)):
        key, given = (item.get("key"), item.get("value")) if isinstance(item, dict) else (None, None)
        values = given if isinstance(given, list) else [given]
        if not isinstance(key, str) or not all(isinstance(value, str | int | float | bool) for value in values):
            findings.append(error(f"values[{number}]", "form-bad-value"))
            continue
        for value in values:
            form.add(key, _scalar_text(value))
    for number, item in enumerate(_items(document, "files", limits, findings)):
        data = item.get("data") if isinstance(item, dict) else None
        name = str(item.get("name", "")) if isinstance(item, dict) else ""
        try:
            blob = read_base64(data) if isinstance(data, str) else None
        except ValueError as exc:
            size = len(data) if isinstance(data, str) else 0
            findings.append(error(f"payload.{name[:80] or number}", "bad-base64", reason=str(exc), size=size))
            continue
        if blob is None:
            findings.append(error(f"files[{number}]", "form-bad-file"))
            continue
        form.files.append((name, str(item.get("filename", "")), str(item.get("contentType", ""))))
        form.blobs.append(blob)


def _items(document: dict[str, Any], name: str, limits: Limits, findings: list[Finding]) -> list[Any]:
    found = document.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        findings.append(error(name, "form-not-payload"))
        return []
    if len(found) > limits.parts:
        findings.append(error(name, "form-too-many-parts", limit=limits.parts))
        return []
    return found


def _scalar_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else repr(value)


def _read_multipart(form: Form, content_type: str, body: bytes, limits: Limits, findings: list[Finding]) -> None:
    found = _BOUNDARY.search(content_type)
    if found is None:
        findings.append(error("header.content-type", "form-no-boundary"))
        return
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser

    # It tells every broken form to a log of its own; here the caller is told.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    parts = _Parts(form, limits, findings)
    boundary = (found[1] or found[2]).encode("latin-1")
    try:
        parser = MultipartParser(boundary, parts.callbacks)  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
        if not parts.is_complete:
            findings.append(error("", "form-broken", reason="it ends in the middle"))
    except FormParserError as exc:
        findings.append(error("", "form-broken", reason=str(exc)[:200]))
    except _TooMuch:
        pass


class _TooMuch(Exception):
    """A bound is passed; the finding is noted already."""


class _Parts:
    """Collects what the parser calls out."""

    def __init__(self, form: Form, limits: Limits, findings: list[Finding]) -> None:
        self._form = form
        self._limits = limits
        self._findings = findings
        self._count = 0
        self._name = b""
        self._value = b""
        self._head: dict[str, str] = {}
        self._pieces: list[bytes] = []
        self.is_complete = False
        self.callbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _refuse(self, path: str, code: str, **params: object) -> None:
        self._findings.append(error(path, code, **params))
        raise _TooMuch

    def _begin(self) -> None:
        self._count += 1
        if self._count > self._limits.parts:
            self._refuse("", "form-too-many-parts", limit=self._limits.parts)
        self._head, self._pieces = {}, []

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        name = self._name.decode("latin-1").lower()
        self._head[name] = self._value.decode("latin-1")
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(data[start:end])

    def _end(self) -> None:
        from python_multipart.multipart import parse_options_header

        _, options = parse_options_header(self._head.get("content-disposition", ""))
        raw = options.get(b"name")
        if raw is None:
            self._findings.append(error("", "form-part-no-name", number=self._count))
            return
        name = _decoded(raw)
        body = b"".join(self._pieces)
        self._pieces = []
        filename = options.get(b"filename")
        if filename is not None:
            content_type = self._head.get("content-type", "").partition(";")[0].strip()
            self._form.files.append((name, _base_name(_decoded(filename)), content_type))
            self._form.blobs.append(body)
            return
        try:
            self._form.add(name, body.decode("utf-8"))
        except UnicodeDecodeError as exc:
            self._findings.append(error(f"parameter.{name[:80]}", "form-value-not-utf8", position=exc.start))

    def _finish(self) -> None:
        self.is_complete = True


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _base_name(name: str) -> str:
    """A file's own name; folders in it are nobody's business."""
    return name.replace("\\", "/").rpartition("/")[2][:255]
