"""The test page at `/`: one self-contained document built from the contract, which works offline."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from ...clients.javascript import base_text, javascript_methods
from ...clients.naming import class_name, js_names, python_names
from ...clients.python import python_arguments, python_methods
from ...contract import contract_to_json
from ...contract.model import Contract
from ...messages import Language, current_language
from ...messages.page import TEXTS

MAX_SAMPLES: Final = 4 * 1024 * 1024
"""Samples that are larger together stay out of the page."""

_FOLDER: Final = Path(__file__).parent
_PARTS: Final = ("base.js", "form.js", "run.js", "session.js", "again.js", "show.js", "code.js", "page.js")
"""The script's files in order: only the last does anything at once."""
_MARK: Final = re.compile(r"\{(language|title|style|contract|names|texts|script)\}")


@dataclass(frozen=True)
class Page:
    """The document as UTF-8 HTML, and the policy that lets nothing but its own parts run."""

    body: bytes
    policy: str


def read_page(contract: Contract, *, language: Language | None = None) -> Page:
    """The page of a service. Everything from the contract is escaped or stands as JSON that is never executed."""
    style, script = _part("page.css"), _script()
    size = sum(len(item.sample.data) for op in contract.operations for item in op.inputs if item.sample is not None)
    document = contract_to_json(contract, with_samples=size <= MAX_SAMPLES)
    spoken = language or current_language()
    values = {
        "language": spoken,
        "title": escape(contract.title or contract.service_id or contract.class_name),
        "style": style,
        "contract": _json(document),
        "names": _json(_names(contract)),
        "texts": _json({name: {code: getattr(words, name) for code, words in TEXTS.items()} for name in ("en", "zh")}),
        "script": script,
    }
    client = escape(class_name(contract.service_id or contract.class_name, "Client"))
    pieces = _MARK.split(_part("page.html"))  # text and names in turn
    filled = [values[piece] if number % 2 else piece for number, piece in enumerate(pieces)]
    page = "".join(filled).replace("<html ", f'<html data-client="{client}" ', 1)
    return Page(page.encode(), _policy(style, script))


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


@cache
def _script() -> str:
    """The page's script on the base that every client carries; no module that is asked for elsewhere."""
    base = base_text().replace("export async function", "async function").replace("export function", "function")
    base = base.replace("export class", "class").replace("export const", "const")
    return "\n".join(["", base, *map(_part, _PARTS)])


@cache
def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; "
        "media-src data: blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _names(contract: Contract) -> dict[str, object]:
    """What the generated clients call the methods, arguments and outputs of each route."""
    python, script = python_methods(contract), javascript_methods(contract)
    return {
        operation.route: {
            "python": python[operation.route],
            "js": script[operation.route],
            "arguments": python_arguments(operation),
            "python_outputs": python_names([accept.key for accept in operation.outputs]),
            "js_outputs": js_names([accept.key for accept in operation.outputs]),
        }
        for operation in contract.operations
    }


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def _json(document: object) -> str:
    """JSON that no parser of HTML takes for the end of its element."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
