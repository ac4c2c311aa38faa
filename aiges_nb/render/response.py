"""A response as what it holds: every output with its data, or the error with the author's traceback."""

from __future__ import annotations

import json
from typing import Any

from ..contract.model import Accept, Contract
from ..exchange.response import Failure, Output, Response
from ..messages import text
from ..types import DataType
from .bundle import Bundle, make_bundle, size_text
from .findings import findings_html, findings_text
from .html import Html, element, join
from .media import MAX_CHARACTERS, muted, render_media

MAX_TRACEBACK = 12_000
MAX_STRING = 500
"""Of one string inside a JSON document, in plain text."""


def render_response(response: Response, contract: Contract | None = None) -> Bundle:
    """Pictures to see, sound to hear, JSON as table or tree; an error as a card; then what was found."""
    return make_bundle(response_html(response, contract), response_text(response, contract))


def response_html(response: Response, contract: Contract | None = None) -> Html:
    """The response's parts without the stylesheet."""
    parts: list[Html] = []
    if response.error is not None:
        parts.append(failure_html(response.error))
    parts += [_output_html(output, i, response, contract) for i, output in enumerate(response.outputs)]
    if not parts:
        parts.append(muted(text("show-no-outputs")))
    if response.findings:
        parts.append(findings_html(response.findings))
    return join(parts)


def response_text(response: Response, contract: Contract | None = None) -> str:
    """The response for a terminal: texts in full up to a limit, bytes by size."""
    parts = [failure_text(response.error)] if response.error is not None else []
    parts += [_output_text(output) for output in response.outputs]
    if not parts:
        parts.append(text("show-no-outputs"))
    if response.findings:
        parts.append(findings_text(response.findings))
    return "\n".join(parts)


def failure_html(failure: Failure) -> Html:
    """Code, origin and text of an error, and the author's traceback, open; a cancel is a quiet line."""
    if failure.origin == "aiges_nb" and failure.code == "cancelled":
        return muted(failure.text)
    head = element(
        "div",
        element("span", text("show-error", code=failure.code), class_="aiges-nb-level aiges-nb-error"),
        element("span", text(f"show-origin-{failure.origin}"), class_="aiges-nb-muted aiges-nb-small"),
        class_="aiges-nb-head",
    )
    said = element("div", failure.text, class_="aiges-nb-text") if failure.text else None
    return element(
        "div", head, said, traceback_html(failure.traceback), class_="aiges-nb-card aiges-nb-error", role="alert"
    )


def traceback_html(traceback: str | None) -> Html | None:
    """The author's traceback in a folding box; its end, where the cause stands, when it is long."""
    if not traceback:
        return None
    shown = traceback if len(traceback) <= MAX_TRACEBACK else "…" + traceback[-MAX_TRACEBACK:]
    return element(
        "details",
        element("summary", text("show-traceback")),
        element("pre", shown.rstrip("\n"), class_="aiges-nb-box"),
        open=True,
    )


def failure_text(failure: Failure) -> str:
    """The same for a terminal."""
    if failure.origin == "aiges_nb" and failure.code == "cancelled":
        return failure.text
    head = f"{text('show-error', code=failure.code)} ({text(f'show-origin-{failure.origin}')})"
    lines = [f"{head}: {failure.text}" if failure.text else head]
    if failure.traceback:
        lines.append(failure.traceback.rstrip("\n"))
    return "\n".join(lines)


def _output_html(output: Output, number: int, response: Response, contract: Contract | None) -> Html:
    accept = _accept_of(output.key, contract)
    kind = accept.type if accept is not None and _is_text(accept.type) == _is_text(output.type) else output.type
    shape = " · ".join(
        part for part in (str(kind), output.attributes.get("encoding", ""), size_text(output.size)) if part
    )
    title = accept.title if accept is not None else ""
    alone = sum(other.key == output.key for other in response.outputs) == 1
    where = f'response["{output.key}"]' if alone else f"response.outputs[{number}]"
    head = element(
        "div",
        element("span", title or output.key, class_="aiges-nb-key"),
        element("code", output.key, class_="aiges-nb-muted") if title and title != output.key else None,
        element("span", shape, class_="aiges-nb-muted aiges-nb-small"),
        class_="aiges-nb-head",
        title=(accept.description or None) if accept is not None else None,
    )
    attribute = "text" if _is_text(kind) else "data"
    body = render_media(
        output.data, kind, attributes=output.attributes, where=f"{where}.{attribute}", name=title or output.key
    )
    return element("div", head, body, class_="aiges-nb-output")


def _output_text(output: Output) -> str:
    if not _is_text(output.type):
        return f"{output.key}: {output.type}, {size_text(output.size)}"
    value = output.text
    if output.type is DataType.JSON and len(value) > MAX_STRING:
        value = _shorten_strings(value)
    if len(value) > MAX_CHARACTERS:
        value = f"{value[:MAX_CHARACTERS]}… {text('show-cut-text', shown=MAX_CHARACTERS, total=len(value))}"
    return f"{output.key}: {value}" if value else f"{output.key}: {text('show-empty')}"


def _shorten_strings(document: str) -> str:
    """The document with its long strings cut: a picture in base64 is nothing to read."""
    try:
        return json.dumps(_shorten(json.loads(document)), ensure_ascii=False, separators=(", ", ": "))
    except (ValueError, RecursionError):
        return document


def _shorten(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MAX_STRING:
        return f"{value[:MAX_STRING]}… {text('show-cut-text', shown=MAX_STRING, total=len(value))}"
    if isinstance(value, dict):
        return {key: _shorten(item) for key, item in value.items()}
    return [_shorten(item) for item in value] if isinstance(value, list) else value


def _accept_of(key: str, contract: Contract | None) -> Accept | None:
    if contract is None:
        return None
    found = (operation.output(key) for operation in contract.operations)
    return next((accept for accept in found if accept is not None), None)


def _is_text(kind: DataType) -> bool:
    return kind in (DataType.TEXT, DataType.JSON)
