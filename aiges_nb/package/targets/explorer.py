"""explore.html: the module's card in the server's explorer, which is a test page by itself too."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any, Final

from ...contract import Contract
from ...types import MISSING
from ..templates import read_template

_ESCAPES: Final = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("/", "\\u002f"),
    ("_MID_", "\\u005fMID_"),
    ("EXPLORER", "\\u0045XPLORER"),
)


def render_explorer(contract: Contract, settings: Mapping[str, Any]) -> str:
    """The page; everything declared is data of its script, none of it is markup.

    Between its markers the server takes style, markup and script out of the page and puts the module's own prefix in
    the place of `_MID_`.
    """
    ((module_id, entry),) = settings["Modules"].items()
    page = read_template("codeproject/explore.html").decode()
    for mark, value in (
        ("@TITLE@", html.escape(module_id)),
        ("@MODULE@", script_json(_module(contract, module_id, entry))),
    ):
        page = page.replace(mark, value)
    return page


def script_json(value: object) -> str:
    """JSON that stands in a script of a page: nothing in it ends the script, a marker or a comment, or is a prefix."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    for words, escaped in _ESCAPES:
        text = text.replace(words, escaped)
    return text


def _module(contract: Contract, module_id: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": module_id,
        "name": str(entry["Name"]),
        "description": contract.description,
        "routes": [_route(contract, route) for route in entry["RouteMaps"]],
    }


def _route(contract: Contract, route: Mapping[str, Any]) -> dict[str, Any]:
    name = str(route.get("Name", ""))
    operation = next((one for one in contract.operations if one.name == name), contract.operation)
    inputs: list[dict[str, Any]] = [
        {"name": item.key, "kind": "file", "about": item.description or item.title, "accept": _accept(str(item.type))}
        for item in operation.inputs
    ]
    for param in operation.params:
        row: dict[str, Any] = {"name": param.key, "kind": param.kind, "about": param.description or param.title}
        if param.default is not MISSING:
            row["value"] = param.default
        if param.enum:
            row["choices"] = list(param.enum)
        for bound in ("minimum", "maximum"):
            if getattr(param, bound) is not None:
                row[bound] = getattr(param, bound)
        inputs.append(row)
    return {"name": name, "route": str(route["Route"]).strip("/"), "inputs": inputs}


def _accept(kind: str) -> str:
    return f"{kind}/*" if kind in ("image", "audio", "video") else ""
