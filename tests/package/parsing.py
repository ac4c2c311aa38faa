"""Reads each file of a package with the parser that its readers use, as one document that can be compared."""

from __future__ import annotations

import ast
import html.parser
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import yaml
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@cache
def parse_file(path: str, data: bytes) -> Any:
    """What a reader of this kind of file sees: nested lists and mappings; equal files give one object.

    Raises:
        ValueError: It is not well-formed.
        KeyError: Nobody has said how such a file is read.
    """
    name = PurePosixPath(path)
    return PARSERS[name.name if not name.suffix else name.suffix](data)


def _dockerfile(data: bytes) -> Any:
    found = []
    for line in re.sub(r"\\\n", " ", data.decode()).splitlines():
        if line.strip() and not line.startswith("#"):
            instruction, _, rest = line.partition(" ")
            if not re.fullmatch(r"ARG|FROM|WORKDIR|RUN|COPY|ENV|CMD|USER|EXPOSE|HEALTHCHECK|ENTRYPOINT", instruction):
                raise ValueError(f"no instruction: {line!r}")
            found.append([instruction, rest])
    return found


def _python(data: bytes) -> Any:
    return ast.dump(ast.parse(data.decode(), feature_version=(3, 9)))


def _bash(data: bytes) -> Any:
    _check_bash(data)
    return data.decode().splitlines()


@cache
def _check_bash(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".sh") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(["bash", "-n", file.name], capture_output=True, check=False, timeout=30)
    if done.returncode:
        raise ValueError(done.stderr.decode())


class _Page(html.parser.HTMLParser):
    """Tags with their attributes in order, texts, and scripts with their data apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append([tag, [[name, value] for name, value in attrs]])

    def handle_endtag(self, tag: str) -> None:
        self.found.append([f"/{tag}"])

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            values = re.findall(r"^ *const module = (.*);$", data, re.MULTILINE)
            self.found += [json.loads(value) for value in values]
            for value in values:
                data = data.replace(value, "DATA")
        if data.strip():
            self.found.append(["text", data])

    def handle_comment(self, data: str) -> None:
        self.found.append(["comment", data])


def _html(data: bytes) -> Any:
    page = _Page()
    page.feed(data.decode())
    page.close()
    return page.found


def _requirements(data: bytes) -> Any:
    lines = [line for line in data.decode().splitlines() if line and not line.startswith("#")]
    return [str(Requirement(line)) for line in lines]


def _markdown(data: bytes) -> Any:
    """Its headings' levels and its fences: what a text that breaks out would change."""
    text = data.decode()
    inside = False
    found: list[str] = []
    for line in text.split("\n"):
        if line.startswith("```"):
            inside = not inside
            found.append("fence")
        elif not inside and (match := re.match(r"#+ ", line)):
            found.append(match.group())
        elif not inside and re.match(r"\s*<|\s{0,3}(---|===)\s*$|\[[^\]]*\]:", line):
            found.append(line)
        elif not inside and line.startswith("|"):
            cells = re.sub(r"\\.", "", line)
            found.append(f"row {cells.count('|')}")
    if inside:
        raise ValueError("a fence is open")
    return found


def _json(data: bytes) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(data, parse_constant=refuse)


PARSERS: dict[str, Callable[[bytes], Any]] = {
    "Dockerfile": _dockerfile,
    ".py": _python,
    ".sh": _bash,
    ".bat": lambda data: data.decode().split("\r\n"),
    ".html": _html,
    ".md": _markdown,
    ".json": _json,
    ".toml": lambda data: tomllib.loads(data.decode()),
    ".yaml": lambda data: list(yaml.safe_load_all(data)),
    ".txt": _requirements,
    ".whl": lambda data: len(data),
}


def read_package(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Every file that the target wrote; what is data of the author stays out."""
    return {path: parse_file(path, data) for path, data in files.items() if "test_data/" not in path}
