"""CodeProject.AI adapters."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from aiges_nb.lint import lint_class

from .conftest import make_program

LONG = """
def process(self, data):
    return self.work
def work(self, data):
    self.cancelled = False
    while not self.cancelled:
        pass
    return {"success": True}
def command_status(self):
    return {"step": 1}
def cancel_command_task(self):
    self.cancelled = True
    self.force_shutdown = False
"""


def lint_adapter(methods: str, head: str = "") -> list[tuple[str, str]]:
    source = f"{head}\nclass A(ModuleRunner):\n{indent(dedent(methods), '    ')}"
    return [(finding.code, finding.level) for finding in lint_class(make_program(source, "A"))]


def test_a_right_adapter_is_left_in_peace() -> None:
    assert lint_adapter(LONG) == []


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        ("def process(self, data):\n    return {'success': True}", []),
        ("def process(self, data):\n    return dict(success=True)", []),
        ("def process(self, data):\n    return {**self.answer}", []),
        ("def process(self, data):\n    return {'text': 'a'}", [("process-no-success", "warning")]),
        ("def process(self, data):\n    return 'text'", [("process-not-dict", "error")]),
        ("def process(self, data):\n    return", [("process-not-dict", "error")]),
        ("def initialise(self):\n    pass", [("process-missing", "error")]),
        ("port = 1\ndef process(self, data):\n    return self.x", [("module-shadows", "warning")]),
        ("def process(self, data):\n    self.module_id = 1\n    return self.x", [("module-shadows", "warning")]),
        ("def process(self, data):\n    self.log = 1\n    return self.x", [("module-shadows", "warning")]),
        ("def process(self, data):\n    self.status = ''\n    return self.x", [("module-shadows-status", "info")]),
        ("def process(self, data):\n    self.can_use_GPU = True\n    return self.x", []),
        (
            "async def command_status(self):\n    return {}\ndef process(self, data):\n    return x",
            [("module-sync-only", "error")],
        ),
        (LONG.replace("def command_status", "def other"), [("long-no-status", "info")]),
        (LONG.replace("    self.force_shutdown = False\n", ""), [("cancel-forced", "warning")]),
        (LONG.replace("while not self.cancelled", "while True"), [("cancel-flag-unread", "error")]),
        (
            LONG.replace("    self.cancelled = False\n", "").replace(
                "        pass\n", "        if self.cancelled:\n            self.cancelled = False\n"
            ),
            [("cancel-flag-reset", "warning")],
        ),
        (
            LONG.replace("def cancel_command_task", "def other"),
            [("cancel-missing", "warning")],
        ),
        (
            "def process(self, data):\n    return lambda data: {}",
            [("cancel-missing", "warning"), ("long-no-status", "info")],
        ),
        (
            "def process(self, data):\n    return functools.partial(f, 1)",
            [("cancel-missing", "warning"), ("long-no-status", "info")],
        ),
    ],
)
def test_adapters(methods: str, expected: list[tuple[str, str]]) -> None:
    assert lint_adapter(methods, head="import functools\ndef f(): ...\nx = {}") == expected


FLAG = """
stopped = False
def work(report):
    {first}
    for step in range(10):
        if stopped:
            break
def stop():
    {second}
    stopped = True
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("stopped = False", "global stopped", ["cancel-flag-local"]),
        ("pass", "pass", ["cancel-flag-local"]),
        ("pass", "global stopped", []),
        ("global stopped; stopped = False", "global stopped", []),
    ],
)
def test_flag_that_never_arrives(first: str, second: str, expected: list[str]) -> None:
    head = FLAG.format(first=first, second=second)
    found = [code for code, _ in lint_adapter("def process(self, data):\n    return {'success': True}", head=head)]
    assert found == expected


def test_flag_message_says_where() -> None:
    head = FLAG.format(first="stopped = False", second="global stopped")
    (finding,) = lint_class(
        make_program(f"{head}\nclass A(ModuleRunner):\n    def process(self, data):\n        return x\nx = {{}}", "A")
    )
    assert finding.path == "cell[1]:3"
    assert "global stopped" in finding.hint
