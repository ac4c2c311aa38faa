"""Error codes: the author's own, told apart from the platform's and HTTP's."""

from __future__ import annotations

import pytest

from .conftest import Lint


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("return res.response_err(4408)", []),
        ("return res.response_err(1001)", []),
        ("return res.response_err(404)", [("code-in-reserved-range", "warning")]),
        ("return res.response_err(10909)", [("code-in-reserved-range", "warning")]),
        ("return res.response_err(-1)", [("code-exception", "info")]),
        ("res.error_code = 500", [("code-in-reserved-range", "warning")]),
        ("self.error_code = 4000", []),
        ("return res.response_err(4000 + r.status_code)", []),
        ("return res.response_err(10000 + r.status_code)", [("code-in-reserved-range", "warning")]),
        ("return res.response_err(r.status_code)", [("code-in-reserved-range", "warning")]),
        ("return res.response_err(int(r.code))", [("code-in-reserved-range", "info")]),
        ("return res.response_err(CODE)", []),
    ],
)
def test_answered_codes(lint_exec: Lint, lines: str, expected: list[tuple[str, str]]) -> None:
    found = lint_exec(lines, head="CODE = 4001\nr = None")
    assert [(finding.code, finding.level) for finding in found] == expected


@pytest.mark.parametrize(
    ("methods", "numbers"),
    [
        ("def wrapperError(self, ret):\n    if ret == 404:\n        return 'a'\n    return ''", ["404"]),
        ("def wrapperError(self, ret):\n    if ret in (1001, 500):\n        return 'a'\n    return ''", ["500"]),
        ("def wrapperError(self, ret):\n    if ret > 500:\n        return 'a'\n    return ''", []),
        ("def wrapperError(self, ret):\n    return {4001: 'a', 10109: 'b'}.get(ret, '')", ["10109"]),
        (
            "def wrapperError(self, ret):\n    match ret:\n        case 503:\n            return 'a'\n    return ''",
            ["503"],
        ),
        ("def wrapperInit(self, config):\n    return 30001", ["30001"]),
        ("def wrapperInit(self, config):\n    return 0", []),
        ("def wrapperInit(self, config):\n    return -1", []),
        ("def helper(self):\n    return 404", []),
    ],
)
def test_codes_of_tables_and_hooks(lint_methods: Lint, methods: str, numbers: list[str]) -> None:
    found = [finding for finding in lint_methods(methods) if finding.code == "code-in-reserved-range"]
    assert [finding.params["value"] for finding in found] == numbers
