"""Every code that contract and exchange report has its words, with the same parameters in both languages."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import aiges_nb.contract
import aiges_nb.exchange
from aiges_nb.messages import Text, catalogue, contract, exchange

FOLDERS = [Path(str(package.__file__)).parent for package in (aiges_nb.contract, aiges_nb.exchange)]
OWN = {**contract.TEXTS, **exchange.TEXTS}


def reported() -> Iterator[tuple[str, str, frozenset[str]]]:
    """File, code and parameter names of each finding made in the sources with a literal code."""
    for path in sorted(path for folder in FOLDERS for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) != 2:
                continue
            code = node.args[1]
            if node.func.id in ("error", "warning", "info") and isinstance(code, ast.Constant):
                yield path.name, str(code.value), frozenset(str(keyword.arg) for keyword in node.keywords)


def names_in(template: str) -> frozenset[str]:
    return frozenset(name.split(".")[0] for _, name, _, _ in string.Formatter().parse(template) if name)


@pytest.mark.parametrize(("file", "code", "params"), list(reported()))
def test_a_reported_code_has_words_for_its_parameters(file: str, code: str, params: frozenset[str]) -> None:
    text = catalogue()[code]
    assert names_in(text.en) | names_in(text.hint_en) <= params, file


@pytest.mark.parametrize(("code", "text"), OWN.items())
def test_both_languages_say_the_same(code: str, text: Text) -> None:
    assert names_in(text.en) == names_in(text.zh)
    assert names_in(text.hint_en) == names_in(text.hint_zh)
    assert bool(text.hint_en) == bool(text.hint_zh)
    assert any(ord(letter) > 0x2E80 for letter in text.zh), code


def test_no_text_is_left_over() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for folder in FOLDERS for path in folder.glob("*.py"))
    assert [code for code in OWN if f'"{code}"' not in sources and not code.startswith("aiges-code-")] == []
