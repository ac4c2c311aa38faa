"""Fill the text templates of a package; a name that is missing is an error, nothing is guessed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .quoting import markdown_code, markdown_text

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("aiges_nb.package", "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # no template is HTML; values pass the quoting filters
    )
    environment.filters.update(text=markdown_text, code=markdown_code)
    return environment


def fill_template(name: str, **values: object) -> bytes:
    """The template's bytes with the values put in; filters `text` and `code` quote for Markdown."""
    return _environment().get_template(name).render(**values).encode()


def read_template(name: str) -> bytes:
    """A template that takes no values, as it is."""
    return (Path(__file__).parent / "templates" / name).read_bytes().replace(b"\r\n", b"\n")
