"""Keys: read and answered against declared."""

from __future__ import annotations

import pytest

from .conftest import Lint


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("params['mode']", []),
        ("params.get('mode', 'fast')", []),
        ("params.get('sid')", []),
        ("params['mod']", [("undeclared-param-key", "error", "mode")]),
        ("params.get('min_scor', 1)", [("undeclared-param-key", "warning", "min_score")]),
        ("params['zzz']", [("undeclared-param-key", "error", "min_score, mode")]),
        ("params.get(name)", []),
        ("params['seen'] = 1", []),
        ("params = {'x': 1}\nparams['x']", []),
        ("other = {}\nother['mod']", []),
        ("reqData.get('image')", []),
        ("reqData.get('imag')", [("undeclared-input-key", "error", "image")]),
        ("d.key = 'output_text'", []),
        ("d.key = 'ouput_text'", [("undeclared-response-key", "error", "output_text")]),
        ("key = 'x'\nd.key = key", []),
        ("other = Thing()\nother.key = 'ouput_text'", []),
        ("float(params['min_score']) > 0.5", []),
        ("params['min_score'] > 0.5", [("param-as-text", "info", None)]),
        ("params['mode'] > 'a'", []),
    ],
)
def test_keys(lint_exec: Lint, lines: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = lint_exec(lines, head="name = 'mode'\nclass Thing: ...\n")
    assert [(finding.code, finding.level, finding.params.get("near")) for finding in found] == expected


def test_without_a_contract_nobody_knows_the_keys(lint_exec: Lint) -> None:
    assert lint_exec("params['mod']; reqData.get('x'); d.key = 'y'", contract=None) == ()
