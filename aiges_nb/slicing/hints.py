"""Read `%pip install` lines: which distributions, extras and markers the author asked for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .installed import canonical_name

_COMMAND = re.compile(r"^\s*[%!]*\s*(?:\S*python\S*\s+-m\s+)?(?:uv\s+)?pip3?\s+install\b")
_VALUE_OPTIONS = (
    "-i --index-url --extra-index-url -f --find-links -r --requirement -c --constraint -t --target --platform -e "
    "--python-version --proxy --timeout --retries --trusted-host --prefix --root --src --cache-dir --editable"
)
_PLACES = {
    **dict.fromkeys(("-i", "--index-url", "--extra-index-url"), "--extra-index-url"),
    **dict.fromkeys(("-f", "--find-links"), "--find-links"),
}
"""As a requirements file says it; another main index is named beside the usual one, which has the rest."""
_WITH_VALUE = frozenset(_VALUE_OPTIONS.split())


@dataclass(frozen=True)
class Hint:
    """One distribution an install line names."""

    name: str
    extras: tuple[str, ...] = ()
    specifier: str = ""
    marker: str = ""
    options: tuple[str, ...] = ()
    """Where the install line looks besides the usual index: `--extra-index-url URL`, `--find-links URL`."""


def read_hints(lines: Iterable[str]) -> Mapping[str, Hint]:
    """Hints by canonical name; what is no requirement (options, files, URLs) is passed over.

    A line is a whole install command, with or without `%` or `!`, or one bare requirement. Of two hints for
    one distribution the extras are joined and the later specifier counts.
    """
    hints: dict[str, Hint] = {}
    for line in lines:
        words, options = _read_line(line)
        for word in words:
            hint = _read_requirement(word)
            if hint is None:
                continue
            earlier = hints.get(hint.name, hint)
            hints[hint.name] = Hint(
                hint.name,
                tuple(sorted({*earlier.extras, *hint.extras})),
                hint.specifier or earlier.specifier,
                hint.marker or earlier.marker,
                tuple(dict.fromkeys((*earlier.options, *options))),
            )
    return hints


def _read_line(line: str) -> tuple[list[str], list[str]]:
    """The requirements of an install line, and the places it names to look in."""
    command = _COMMAND.match(line)
    if command is None:
        return [line.strip()], []
    try:
        words = shlex.split(line[command.end() :], comments=True)
    except ValueError:
        words = line[command.end() :].split()
    wanted, options = [], []
    waiting = ""
    for word in words:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if waiting or (equals and option in _WITH_VALUE):
            place = _PLACES.get(waiting or option)
            if place is not None and "://" in (value or word):
                options.append(f"{place} {value or word}")
            waiting = ""
        elif word in _WITH_VALUE:
            waiting = word
        elif word in {"&&", ";", "|", "||"}:
            break
        elif not word.startswith("-"):
            wanted.append(word)
    return wanted, options


def _read_requirement(word: str) -> Hint | None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        found = Requirement(word)
    except InvalidRequirement:
        return None
    if found.url:
        return None
    marker = str(found.marker) if found.marker is not None else ""
    return Hint(canonical_name(found.name), tuple(sorted(found.extras)), str(found.specifier), marker)
