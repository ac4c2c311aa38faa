"""State that requests share, and the class attribute `config`."""

from __future__ import annotations

import pytest

from .conftest import Lint

EXEC = "def wrapperOnceExec(self, params, reqData, usrTag='', persId=0):\n    {}\n    return Response()\n"
INIT = "def wrapperInit(self, config):\n    {}\n    return 0\n"


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        ("seen = []\n" + EXEC.format("self.seen.append(1)"), ["state-shared"]),
        ("seen = {}\n" + EXEC.format("Wrapper.seen['a'] = 1"), ["state-shared"]),
        ("seen = dict()\n" + EXEC.format("self.seen.update(a=1)"), ["state-shared"]),
        ("seen = []\n" + EXEC.format("self.seen += [1]"), ["state-shared"]),
        ("seen = []\n" + INIT.format("self.seen = []") + EXEC.format("self.seen.append(1)"), []),
        ("seen = []\n" + EXEC.format("print(self.seen)"), []),
        ("seen = ()\n" + EXEC.format("print(self.seen)"), []),
        (EXEC.format("seen = []; seen.append(1)"), []),
        (EXEC.format("Wrapper.last = 1"), ["state-set-in-request"]),
        (EXEC.format("type(self).last = 1"), ["state-set-in-request"]),
        (EXEC.format("global last; last = 1"), ["state-set-in-request"]),
        (EXEC.format("global last; print(last)"), []),
        (EXEC.format("self.mode = params['mode']"), ["state-on-instance"]),
        (EXEC.format("self.count = 1"), []),
        (INIT.format("Wrapper.url = config['url']"), ["state-class-init"]),
        (INIT.format("self.url = config['url']"), []),
        ("def helper(self, rows=[]):\n    rows.append(1)\n", ["state-mutable-default"]),
        ("def helper(self, rows=[]):\n    return len(rows)\n", []),
        ("config = {'url': 1}\n" + EXEC.format("print(self.config['url'])"), ["config-read"]),
        ("config = {'url': 1}\n" + EXEC.format("print(Wrapper.config)"), ["config-read"]),
        ("config = {'url': 1}\n" + INIT.format("self.config = config") + EXEC.format("print(self.config['url'])"), []),
        ("config = {'url': 1}\n" + INIT.format("self.url = config['ur']"), ["config-key"]),
        ("config = {'url': 1}\n" + INIT.format("self.url = config['url']"), []),
        ("config = {**more}\n" + INIT.format("self.url = config['ur']"), []),
        ("config = {}\n" + INIT.format("self.url = config['url']"), []),
    ],
)
def test_state(lint_methods: Lint, methods: str, expected: list[str]) -> None:
    assert [finding.code for finding in lint_methods(methods, head="more = {}\nlast = 0")] == expected


def test_init_is_told_once_for_all_names(lint_methods: Lint) -> None:
    (finding,) = lint_methods(INIT.format("Wrapper.a, Wrapper.b = 1, 2"))
    assert finding.level == "info"
    assert "a, b" in finding.message
