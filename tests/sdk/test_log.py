"""Loggers as authors ask for them."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from aiges_nb.sdk.log import getFileLogger


@pytest.mark.parametrize(
    ("arguments", "name"),
    [({}, "wrapper"), ({"name": "mine.model"}, "mine.model"), ({"name": ""}, "wrapper"), ({"name": "root"}, "wrapper")],
)
def test_a_logger_has_its_name_and_is_never_the_root(arguments: dict[str, Any], name: str) -> None:
    logger = getFileLogger(**arguments)
    assert (logger.name, logger.propagate) == (name, False)
    assert logger is not logging.getLogger()


def test_a_logger_asked_for_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    getFileLogger(name="asked.twice")
    getFileLogger("%(message)s!", logging.WARNING, "asked.twice").warning("once")
    getFileLogger("%(message)s!", logging.WARNING, "asked.twice").info("never")
    assert capsys.readouterr().err == "once!\n"


def test_no_file_is_written(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    getFileLogger(name="no.file").info("words")
    assert list(tmp_path.iterdir()) == []
