"""Names that methods read and nobody gives."""

from __future__ import annotations

import pytest

from .conftest import Lint


@pytest.mark.parametrize(
    ("head", "lines", "expected"),
    [
        ("", "print(json.dumps(1))", []),  # what the platform's star import passes on
        ("", "engine(1)", ["engine"]),
        ("engine = len", "engin(1)", ["engin"]),
        ("def engine(): ...", "engine()", []),
        ("import numpy as np", "np.zeros(3)", []),
        ("from somewhere import *", "anything()", []),
        ("from aiges.sdk import *", "anything()", ["anything"]),
        ("try:\n    import a\nexcept ImportError:\n    a = None", "a()", []),
        ("def start():\n    global model\n    model = 1", "model", []),
        ("for i in range(3):\n    last = i", "last + i", []),
        ("with open('x') as f:\n    pass", "f", []),
        ("模型 = 1", "模型", []),
        ("", "[x for x in [1]]", []),
        ("", "x = 1\ndef inner():\n    return x", []),
        ("", "self.helper; __file__; super(); print(__name__)", []),
    ],
)
def test_names(lint_exec: Lint, head: str, lines: str, expected: list[str]) -> None:
    found = [finding for finding in lint_exec(lines, head=head) if finding.code.startswith("name-")]
    assert [finding.params["name"] for finding in found] == expected


def test_near_miss(lint_exec: Lint) -> None:
    (finding,) = lint_exec("recogniser()", head="recognizer = len")
    assert finding.code == "name-undefined-near"
    assert "recognizer" in finding.message
