"""The options of a magic's line: declared beside the magic, made into a parser when it is first used."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from IPython.core.error import UsageError as IPythonUsageError

from ..errors import UsageError
from ..messages import text
from .values import split_line

T = TypeVar("T", bound=Callable[..., Any])
_OPTIONS = "aiges_options"


@dataclass(frozen=True)
class Option:
    """One option or word: its names, a message code for its help, and what argparse takes."""

    names: tuple[str, ...]
    help: str = ""
    how: dict[str, Any] = field(default_factory=dict)


def usage_of(magic: Any) -> str:
    """How a magic is written, in one line."""
    return " ".join((f"%{magic.__name__}", *map(_usage_of, getattr(magic, _OPTIONS, ()))))


def _usage_of(option: Option) -> str:
    name, how = option.names[-1], option.how
    value = how.get("metavar") or "|".join(how.get("choices", ())) or name.lstrip("-").upper()
    if not name.startswith("-"):
        return f"[{value}]" if how.get("nargs") == "?" else value
    shown = name if how.get("action") == "store_true" else f"{name} {value}"
    return shown if how.get("required") else f"[{shown}]"


def option(*names: str, help: str = "", **how: Any) -> Option:
    return Option(names, help, how)


def takes(*options: Option) -> Callable[[T], T]:
    """Declare what a magic's line takes, for its parser, its completion and its `?`; a parser is made later."""

    def note(magic: T) -> T:
        setattr(magic, _OPTIONS, options)
        magic.__doc__ = f"{magic.__doc__}\n\n{usage_of(magic)}"
        return magic

    return note


def make_parser(magic: Any) -> argparse.ArgumentParser:
    """The parser of a magic's line, its help in the language in force."""
    from IPython.core.magic_arguments import MagicArgumentParser

    doc = (magic.__doc__ or "").strip()
    parser: argparse.ArgumentParser = MagicArgumentParser(f"%{magic.__name__}", description=doc)
    parser.allow_abbrev = False
    for option in getattr(magic, _OPTIONS, ()):
        parser.add_argument(*option.names, help=text(option.help) if option.help else None, **option.how)
    return parser


def parse_line(magic: Any, line: str) -> argparse.Namespace:
    """The options and words of a line.

    Raises:
        UsageError: The line does not fit the magic; tells how it is used.
    """
    parser = make_parser(magic)
    try:
        parsed: argparse.Namespace = parser.parse_intermixed_args(split_line(line))
    except IPythonUsageError as refused:
        raise UsageError("magic-usage", reason=str(refused).rstrip("."), usage=usage_of(magic)) from None
    return parsed
