"""Quote values for the files of a package: TOML, Markdown, Python, Dockerfile words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

TomlValue: TypeAlias = "bool | int | float | str | Sequence[TomlValue]"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TOML_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>&~$-])")


def toml_string(text: str) -> str:
    """A TOML basic string."""

    def escape(match: re.Match[str]) -> str:
        char = match.group()
        return "\\" + char if char in '"\\' else f"\\u{ord(char):04x}"

    return f'"{_TOML_SPECIAL.sub(escape, text)}"'


def toml_key(key: str) -> str:
    """A TOML key, bare where it may be."""
    return key if _BARE_KEY.fullmatch(key) else toml_string(key)


def toml_value(value: TomlValue) -> str:
    """A TOML value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, (int, float)):
        return repr(value)
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def toml_table(name: str, values: Mapping[str, TomlValue], comment: str = "") -> str:
    """One `[name]` table; `comment` stands above it, each of its lines behind `#`."""
    head = "".join(f"# {line}\n" for line in comment_lines(comment))
    body = "".join(f"{toml_key(key)} = {toml_value(value)}\n" for key, value in values.items())
    return f"{head}[{toml_key(name)}]\n{body}"


def comment_lines(text: str) -> list[str]:
    """The text's lines without control characters, so that none can end a comment."""
    return ["".join(char if char.isprintable() else " " for char in line) for line in text.splitlines()]


def markdown_text(text: str) -> str:
    """One line of Markdown that shows the text as it is."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", " ".join(comment_lines(text)).strip())


def markdown_code(text: str) -> str:
    """An inline code span, also inside a table."""
    line = " ".join(comment_lines(text)).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] in ("`", " ", "") or line[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def python_literal(text: str) -> str:
    """A Python string literal that stays on its line; what does not print is escaped."""
    return repr(text)


def yaml_string(text: str) -> str:
    """A YAML double-quoted scalar: JSON's ASCII form is one."""
    return json.dumps(text, ensure_ascii=True)


def json_text(value: object) -> str:
    """A JSON document for people: indented, sorted as given, not escaped beyond need."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
