"""AIGES over HTTP: header, parameter and payload in, header and payload out, as the platform's front end has them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..contract.model import Contract, Input, Param
from ..findings import Finding, error, has_errors, sort_findings, warning
from ..types import MISSING, Convention, DataType, Json
from .codec import param_to_text
from .codes import EXEC_FAILED
from .inputs import check_data
from .limits import Limits
from .make import near_miss
from .params import read_param_value, shorten
from .promises import check_media
from .request import InputItem, Request
from .response import Response
from .strict import NotJson, dump_json, read_base64, read_json, write_base64

DATA_FIELDS: Final = ("text", "image", "audio", "video", "other")
OK: Final = 0
BAD_JSON: Final = 10000
BAD_PAYLOAD: Final = 10001
BAD_OUTPUT: Final = 10106
BAD_PARAMETER: Final = 10163
OUT_OF_TIME: Final = 10102
BROKE_OFF: Final = 10109
BUSY: Final = 10105
_SECTIONS: Final = ("header", "parameter", "payload")


@dataclass(frozen=True)
class AigesRequest:
    """One request, which outputs were announced for it, and what is worth knowing about it."""

    request: Request
    announced: Mapping[str, Mapping[str, Any]]
    findings: tuple[Finding, ...] = ()


class Refusal(Exception):
    """A request that is not carried out: the platform's code, and every reason."""

    def __init__(self, code: int, findings: list[Finding], *, sid: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.sid = sid

    @property
    def status(self) -> int:
        """The HTTP status that goes with the platform's code."""
        return 400 if self.code == BAD_JSON else 422

    def document(self) -> dict[str, Any]:
        """What the caller is told, in the platform's shape."""
        words = self.findings[0].message if self.findings else ""
        return add_findings(failure_document(self.code, words, self.sid), self.findings)


class Front:
    """Reads requests for one contract; what it can know beforehand is made once."""

    def __init__(self, contract: Contract, limits: Limits, convention: Convention = "loader") -> None:
        operation = contract.operation
        self.contract = contract
        self._service = contract.service_id
        self._limits = limits
        self._is_typed = convention == "local"
        self._params: dict[str, Param] = {param.key: param for param in operation.params}
        self._inputs: dict[str, Input] = {item.key: item for item in operation.inputs}
        self._outputs = {accept.key: accept for accept in operation.outputs}
        self._fields = {key: _word(item.type) for key, item in self._inputs.items()}
        self._words = {key: _word(accept.type) for key, accept in self._outputs.items()}
        self._defaults = {param.key: param.default for param in operation.params if param.default is not MISSING}
        self._needed = [param.key for param in operation.params if param.required]
        self._required = [item.key for item in operation.inputs if item.required]

    def read_body(self, body: bytes, sid: str = "") -> AigesRequest:
        """The request behind a body.

        Raises:
            Refusal: with every finding.
        """
        return self.read(self._parse(body, sid), sid)

    def read_document(self, body: bytes) -> dict[str, Any]:
        """The JSON object behind a body, its sections not looked at.

        Raises:
            Refusal: it is none.
        """
        document = self._parse(body, "")
        if type(document) is not dict:
            raise Refusal(BAD_JSON, [error("", "body-not-object", seen=_json_name(document))])
        return document

    def _parse(self, body: bytes, sid: str) -> Any:
        try:
            return read_json(body, depth=self._limits.json_depth, nodes=self._limits.json_nodes)
        except NotJson as exc:
            raise Refusal(BAD_JSON, list(exc.findings), sid=sid) from None

    def read_frame(self, document: dict[str, Any], *, is_first: bool = True, sid: str = "") -> AigesRequest:
        """One frame of a session: parameters in the first, data in any, whose pieces need not look like a whole.

        Raises:
            Refusal: with every finding.
        """
        sid = sid or make_sid()
        findings: list[Finding] = []
        self._check_sections(document, findings, sid)
        header = document.get("header") or {}
        params: dict[str, Any] = {}
        announced: dict[str, Any] = {}
        if is_first:
            params, announced = self._read_parameter(document.get("parameter") or {}, findings)
        inputs = self._read_payload(document.get("payload") or {}, findings, is_piece=True)
        if findings and has_errors(findings):
            raise Refusal(BAD_PAYLOAD, findings, sid=sid)
        if is_first and self._outputs and not announced.keys() & self._outputs.keys():
            raise Refusal(BAD_OUTPUT, [*findings, *(self._unannounced(key) for key in self._outputs)], sid=sid)
        request = Request(params, tuple(inputs), sid=sid, usr_tag=_header_text(header.get("uid")))
        return AigesRequest(request, announced, tuple(findings))

    def _check_sections(self, document: dict[str, Any], findings: list[Finding], sid: str) -> None:
        for name, section in document.items():
            if name not in _SECTIONS:
                findings.append(warning(name[:80], "unknown-section", name=name[:80]))
            elif type(section) is not dict and section is not None:
                findings.append(error(name, "section-not-object", name=name, seen=_json_name(section)))
        if findings and has_errors(findings):
            raise Refusal(BAD_JSON, findings, sid=sid)

    def read(self, document: Any, sid: str = "") -> AigesRequest:
        """The request behind a JSON document; `sid` is what it is called, made where it is empty.

        Raises:
            Refusal: with every finding.
        """
        if type(document) is not dict:
            raise Refusal(BAD_JSON, [error("", "body-not-object", seen=_json_name(document))])
        sid = sid or make_sid()
        findings: list[Finding] = []
        self._check_sections(document, findings, sid)
        header = document.get("header") or {}
        params, announced = self._read_parameter(document.get("parameter") or {}, findings)
        params_ok = not findings or not has_errors(findings)
        inputs = self._read_payload(document.get("payload") or {}, findings)
        if findings and has_errors(findings):
            raise Refusal(BAD_PAYLOAD if params_ok else BAD_PARAMETER, findings, sid=sid)
        if self._outputs and not announced.keys() & self._outputs.keys():
            raise Refusal(BAD_OUTPUT, [*findings, *(self._unannounced(key) for key in self._outputs)], sid=sid)
        request = Request(params, tuple(inputs), sid=sid, usr_tag=_header_text(header.get("uid")))
        return AigesRequest(request, announced, tuple(findings))

    def _read_parameter(
        self, sections: dict[str, Any], findings: list[Finding]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        params: dict[str, Any] = {}
        announced: dict[str, Any] = {}
        for service, given in sections.items():
            if service != self._service:
                findings.append(
                    error(f"parameter.{service[:80]}", "unknown-service", name=service[:80], known=self._service)
                )
                continue
            if type(given) is not dict:
                findings.append(
                    error(f"parameter.{service}", "section-not-object", name=service, seen=_json_name(given))
                )
                continue
            for key, value in given.items():
                if type(value) is dict:
                    self._announce(key, value, announced, findings)
                else:
                    self._read_param(key, value, params, findings)
        if self._is_typed:
            params = {**self._defaults, **params}
        for key in self._needed:
            if key not in params and not _has_path(findings, f"parameter.{key}"):
                findings.append(error(f"parameter.{key}", "missing-param", kind=self._params[key].kind))
        return params, announced

    def _read_param(self, key: str, value: Any, params: dict[str, Any], findings: list[Finding]) -> None:
        param = self._params.get(key)
        if param is None:
            if key in self._outputs:
                findings.append(error(f"parameter.{key}", "announcement-not-object", seen=_json_name(value)))
            else:
                known = [*self._params, *self._outputs]
                findings.append(_unknown(f"parameter.{key[:80]}", key[:80], known))
            return
        if value is None:
            return
        if type(value) is list:
            findings.append(error(f"parameter.{key}", "param-type", kind=param.kind, seen="array", value="[...]"))
            return
        typed, problem = read_param_value(param, value)
        if problem is not None:
            findings.append(problem)
        elif typed is not None:
            # The platform passes text; what came as text goes on as it came.
            text = value if type(value) is str else param_to_text(value)
            params[key] = typed if self._is_typed else text
            if type(value) is not str and type(value) is not bool:
                findings.append(warning(f"parameter.{key}", "number-not-text", value=text))

    def _announce(self, key: str, wish: dict[str, Any], announced: dict[str, Any], findings: list[Finding]) -> None:
        for name, value in wish.items():
            if type(value) in (dict, list):
                findings.append(error(f"parameter.{key[:80]}", "attribute-not-scalar", name=name[:80]))
        word = wish.get("data_type", "other")
        if word not in DATA_FIELDS:
            findings.append(
                error(f"parameter.{key[:80]}", "unknown-data-type", value=shorten(word), known=", ".join(DATA_FIELDS))
            )
        elif key not in self._outputs:
            # The platform takes any announcement; one that is never answered is most likely misspelt.
            near = near_miss(key, self._outputs)
            found = warning(f"parameter.{key[:80]}", "unknown-key-near", key=key[:80], near=near) if near else None
            if key in self._params:
                found = error(
                    f"parameter.{key}", "param-type", kind=self._params[key].kind, seen="object", value="{...}"
                )
            if found is not None:
                findings.append(found)
        announced[key] = wish

    def _read_payload(
        self, payload: dict[str, Any], findings: list[Finding], *, is_piece: bool = False
    ) -> list[InputItem]:
        inputs: list[InputItem] = []
        for key, value in payload.items():
            item = self._inputs.get(key)
            if item is None:
                findings.append(_unknown(f"payload.{key[:80]}", key[:80], list(self._inputs)))
                continue
            read = self._read_item(item, value, findings, is_piece)
            if read is not None:
                inputs.append(read)
        for key in self._required:
            if key not in payload and not is_piece:
                findings.append(error(f"payload.{key}", "missing-input", type=self._inputs[key].type.value))
        return inputs

    def _read_item(self, item: Input, value: Any, findings: list[Finding], is_piece: bool = False) -> InputItem | None:
        path = f"payload.{item.key}"
        if type(value) is not dict:
            findings.append(error(path, "section-not-object", name=item.key, seen=_json_name(value)))
            return None
        word = self._fields[item.key]
        fields = [name for name in value if name in DATA_FIELDS]
        if fields != [word]:
            if not fields:
                findings.append(error(path, "no-data-field", field=word))
            elif len(fields) > 1:
                findings.append(error(path, "several-data-fields", fields=", ".join(fields), field=word))
            else:
                findings.append(error(path, "other-data-field", seen=fields[0], field=word))
            return None
        data = _read_data(path, value[word], findings)
        attributes: dict[str, str] = {}
        status = item.status
        for name, attribute in value.items():
            if name == word:
                continue
            if name == "status":
                status = _read_status(path, attribute, findings)
            elif type(attribute) in (dict, list):
                findings.append(error(path, "attribute-not-scalar", name=name[:80]))
            elif attribute is not None:
                attributes[name] = _attribute_text(attribute)[: self._limits.attribute]
        if data is None:
            return None
        problem = None if is_piece else check_data(item, data) or check_media(path, data, self._limits)
        if problem is not None:
            findings.append(problem)
        return InputItem(item.key, item.type, data, status, attributes)

    def _unannounced(self, key: str) -> Finding:
        service, word = self._service, self._words[key]
        return error(f"parameter.{key}", "output-not-announced", key=key, service=service, word=word)

    # -- answers ---------------------------------------------------------------------------------

    def write(self, asked: AigesRequest, response: Response) -> tuple[int, dict[str, Any]]:
        """Status and document for an answer."""
        failure, sid = response.error, asked.request.sid
        if failure is not None:
            document = failure_document(EXEC_FAILED, f"{failure.text};code={failure.code}", sid)
            return 500, add_findings(document, (*asked.findings, *response.findings))
        payload: dict[str, Any] = {}
        missing: list[Finding] = []
        for output in response.outputs:
            key, attributes = output.key, output.attributes
            word = self._words.get(key) or _word(output.type)
            wish = asked.announced.get(key)
            if wish is None or wish.get("data_type", "other") != word:
                missing.append(
                    error(f"parameter.{key}", "output-not-announced", key=key, service=self._service, word=word)
                )
                continue
            shown: dict[str, Any] = {
                name: _attribute_text(value)
                for name, value in wish.items()
                if name != "data_type" and value is not None
            }
            shown.update(attributes)
            shown["seq"] = "0"
            shown["status"] = str(output.status)
            shown[word] = _text_of(output.data, attributes) if word == "text" else write_base64(output.data)
            payload[key] = shown
        findings = (*missing, *asked.findings, *response.findings)
        if missing:
            words = "wrapper output data is invalid(key or type)"
            return 422, add_findings(failure_document(BAD_OUTPUT, words, sid), findings)
        document = {"header": {"code": OK, "sid": sid, "status": 3}, "payload": payload}
        return 200, add_findings(document, findings) if findings else document

    def answer(self, body: bytes, sid: str, carry_out: Callable[[Request], Response | None]) -> tuple[int, bytes]:
        """Status and body for a body, `carry_out` calling the class; status 0 where that was stopped."""
        try:
            asked = self.read_body(body, sid)
        except Refusal as refusal:
            return refusal.status, dump_json(refusal.document())
        response = carry_out(asked.request)
        if response is None:
            return 0, b""
        status, document = self.write(asked, response)
        return status, dump_json(document)


def make_sid() -> str:
    """A fresh session id: a random UUID, version 4."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def add_findings(document: dict[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """The document with `findings` beside the platform's own fields, where there are any."""
    found = [finding.to_json() for finding in sort_findings(findings)]
    if found:
        document["findings"] = found
    return document


def failure_document(code: int, message: str, sid: str) -> dict[str, Any]:
    """The platform's body of an answer without outputs."""
    return {"header": {"code": code, "message": message, "sid": sid}, "payload": None}


def _word(kind: DataType) -> str:
    return _WORDS[kind.value]


_WORDS: Final[Mapping[str, str]] = {kind.value: "text" if kind is DataType.JSON else kind.value for kind in DataType}
_UTF8: Final = frozenset({"", "utf8", "utf-8", "raw", "plain"})


def _text_of(data: bytes, attributes: Mapping[str, str]) -> str:
    encoding = attributes.get("encoding", "")
    try:
        return data.decode("utf-8" if encoding in _UTF8 else encoding, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _read_data(path: str, value: Any, findings: list[Finding]) -> bytes | None:
    if type(value) is str:
        try:
            return read_base64(value)
        except ValueError as exc:
            findings.append(error(path, "bad-base64", reason=str(exc), size=len(value)))
            return None
    if type(value) is dict or type(value) is list:
        return dump_json(value)
    findings.append(error(path, "data-field-type", seen=_json_name(value)))
    return None


def _read_status(path: str, value: Any, findings: list[Finding]) -> int:
    if value in (0, 1, 2, 3) and type(value) is int:
        return int(value)
    if value in ("0", "1", "2", "3"):
        return int(value)
    findings.append(error(path, "bad-data-status", value=shorten(value)))
    return 3


def _attribute_text(value: Json) -> str:
    """A scalar attribute as text, as the platform passes it on."""
    if isinstance(value, str):
        return value
    return param_to_text(value) if isinstance(value, bool | int | float) else str(value)


def _header_text(value: Any) -> str:
    return value[:128] if type(value) is str else ""


def _has_path(findings: list[Finding], path: str) -> bool:
    return any(finding.path == path for finding in findings)


def _unknown(path: str, key: str, known: list[str]) -> Finding:
    near = near_miss(key, known)
    if near:
        return error(path, "unknown-key-near", key=key, near=near)
    return error(path, "unknown-key", key=key, known=", ".join(known))


_JSON_NAMES: Final = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}


def _json_name(value: Any) -> str:
    return _JSON_NAMES.get(type(value), type(value).__name__)
