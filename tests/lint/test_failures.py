"""Failures that are swallowed, escape, or never come."""

from __future__ import annotations

import pytest

from .conftest import Lint


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("try:\n    f()\nexcept:\n    pass", [("except-swallows", "warning")]),
        ("try:\n    f()\nexcept Exception:\n    pass", [("except-swallows", "warning")]),
        ("try:\n    f()\nexcept ValueError:\n    pass", []),
        ("try:\n    f()\nexcept Exception as e:\n    print(e)", []),
        ("try:\n    f()\nexcept:\n    return res.response_err(4001)", [("except-bare", "info")]),
        ("try:\n    f()\nexcept:\n    print(1)\n    raise", []),
        ("r = requests.get(url)", [("request-no-timeout", "warning")]),
        ("r = requests.get(url, timeout=5)", []),
        ("r = requests.post(url, **options)", []),
        ("r = session.get(url)", []),
        ("r = urllib.request.urlopen(url)", [("request-no-timeout", "warning")]),
        ("r = urllib.request.urlopen(url, None, 5)", []),
        (
            "try:\n    requests.get(url, timeout=5)\nexcept requests.exceptions.ConnectTimeout:\n    return res",
            [("narrow-except", "warning")],
        ),
        (
            "try:\n    requests.get(url, timeout=5)\nexcept (requests.Timeout, ConnectionError):\n    return res",
            [],
        ),
        ("try:\n    requests.get(url, timeout=5)\nexcept requests.RequestException:\n    return res", []),
        ("try:\n    requests.get(url, timeout=5)\nexcept Exception:\n    return res", []),
        ("try:\n    requests.get(url, timeout=5)\nfinally:\n    f()", []),
    ],
)
def test_failures(lint_exec: Lint, lines: str, expected: list[tuple[str, str]]) -> None:
    found = lint_exec(lines, head="import requests, urllib.request\nurl = options = session = None\ndef f(): ...")
    assert [(finding.code, finding.level) for finding in found] == expected
