"""The test page at `/`: one self-contained document built from the contract, which works offline."""

from __future__ import annotations

from html import escape

from ...contract.model import Contract
from ...messages import Language, current_language

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def read_page(contract: Contract, *, language: Language | None = None) -> bytes:
    """The page as UTF-8 HTML; everything from the contract is escaped."""
    name = escape(contract.title or contract.service_id)
    keys = [
        (operation.route, key)
        for operation in contract.operations
        for key in (*(param.key for param in operation.params), *(item.key for item in operation.inputs))
    ]
    rows = "".join(f"<tr><td>{escape(route)}</td><td>{escape(key)}</td></tr>" for route, key in keys)
    page = (
        f'<!doctype html><html lang="{language or current_language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title></head>'
        f"<body><h1>{name}</h1><p>{escape(contract.description)}</p><table>{rows}</table></body></html>"
    )
    return page.encode()
