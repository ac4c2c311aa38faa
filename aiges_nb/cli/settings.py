"""What holds for every command: JSON or text, language, how much is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..messages import Language


@dataclass
class Settings:
    """The options that may stand before or after a command's name."""

    json: bool = False
    language: Language | None = None
    quiet: bool = False
    verbose: bool = False


def scan_settings(arguments: Sequence[str]) -> Settings:
    """The settings as far as they can be told before parsing, so that even a wrong call is answered in their terms."""
    settings = Settings()
    for position, token in enumerate(arguments):
        if token == "--":
            break
        if token == "--json":
            settings.json = True
        elif token in ("-v", "--verbose"):
            settings.verbose = True
        elif token == "--lang" and position + 1 < len(arguments):
            settings.language = _language(arguments[position + 1]) or settings.language
        elif token.startswith("--lang="):
            settings.language = _language(token.partition("=")[2]) or settings.language
    return settings


def _language(name: str) -> Language | None:
    return "zh" if name == "zh" else "en" if name == "en" else None
