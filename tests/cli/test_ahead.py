"""Which commands start their worker before they are loaded themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiges_nb.cli.ahead import start_ahead
from aiges_nb.invoke.spare import take_spare


class Nobody:
    def heard(self, *said: object) -> None: ...
    def printed(self, *said: object) -> None: ...
    def gone(self, *said: object) -> None: ...


@pytest.fixture(autouse=True)
def no_spare_left() -> Iterator[None]:
    yield
    left = take_spare(Nobody())
    if left is not None:
        left.kill()
        assert left.wait(60)


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ("run NOTEBOOK", True),
        ("--json run NOTEBOOK Wrapper -p a=1", True),
        ("--lang zh export NOTEBOOK -o out", True),
        ("contract SCRIPT", True),
        ("run missing.ipynb", False),
        ("run NOTEBOOK --help", False),
        ("export -h NOTEBOOK", False),
        ("run FOLDER", False),
        ("verify FOLDER", False),
        ("jobs", False),
        ("create run", False),
        ("", False),
    ],
)
def test_only_what_runs_a_file_starts_ahead(words: str, starts: bool, tmp_path: Path) -> None:
    places = {"NOTEBOOK": tmp_path / "a.ipynb", "SCRIPT": tmp_path / "a.py", "FOLDER": tmp_path}
    for path in (places["NOTEBOOK"], places["SCRIPT"]):
        path.touch()
    assert start_ahead([str(places.get(word, word)) for word in words.split()]) is starts
