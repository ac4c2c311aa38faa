from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from aiges_nb.package import plan_package, read_manifest, write_package
from aiges_nb.proof.locate import locate_failure, place_of_line


def test_every_line_of_the_author_leads_to_its_cell(echo: ModuleType, tmp_path: Path) -> None:
    config = '    config = {\n        "by": "x",\n    }\n\n    def wrapperInit'
    cells = tuple(cell.replace("    def wrapperInit", config) for cell in echo.CELLS)
    folder = write_package(plan_package(echo.make_program(cells), echo.make_contract()), tmp_path / "echo")
    manifest = read_manifest(folder)
    lines = (folder / "wrapper" / "wrapper.py").read_text("utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        place = place_of_line(manifest, number)
        if line.strip() in ("def wrapperError(self, ret):", "item.len = 1", "class Ask:"):
            cell, at = place.removeprefix("cell[").split("]:")
            assert cells[int(cell) - 1].split("\n")[int(at) - 1] == line
        if "_aiges_nb" in line:
            assert place == ""


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_paths_of_this_machine_do_not_stand_in_a_traceback(echo: ModuleType, tmp_path: Path, separator: str) -> None:
    folder = write_package(plan_package(echo.make_program(), echo.make_contract()), tmp_path / "echo")
    lines = (folder / "wrapper" / "wrapper.py").read_text("utf-8").split("\n")
    number = lines.index("class Ask:") + 1
    home = separator.join(["", "home", "me", "wrapper", ""])
    text = f'File "{home}wrapper.py", line {number}, in <module>\nFile "{home}json.py", line 3, in loads\nKeyError: 1'
    place, shown = locate_failure(read_manifest(folder), text)
    assert place == "cell[2]:1"
    frame = f'File "wrapper/wrapper.py", line {number} (cell[2]:1), in <module>'
    assert shown == f'{frame}\nFile "json.py", line 3, in loads\nKeyError: 1'
