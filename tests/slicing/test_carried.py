"""Modules beside the notebook are searched like its cells: secrets, files, requirements."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiges_nb.slicing import Slice, find_assets, find_secrets, slice_notebook
from aiges_nb.source import Cell, Notebook

CELLS = (
    "from aiges.sdk import WrapperBase\nimport shop, single",
    "class Wrapper(WrapperBase):\n    def answer(self):\n        return shop.price, single.table",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text("a,b\n", "utf-8")
    (tmp_path / "shop" / "prices.json").write_text("{}", "utf-8")
    (tmp_path / "shop" / "__init__.py").write_text(
        "import json\nfrom pathlib import Path\n"
        "price = json.loads((Path(__file__).parent / 'prices.json').read_text())\n",
        "utf-8",
    )
    (tmp_path / "single.py").write_text("table = open('data/table.csv').read()\n", "utf-8")
    return tmp_path


def slice_of(folder: Path) -> Slice:
    cells = tuple(Cell(number, text) for number, text in enumerate(CELLS, start=1))
    return slice_notebook(Notebook(cells, None, folder))


def test_files_that_modules_read_travel_once(folder: Path) -> None:
    slice_ = slice_of(folder)
    assets = find_assets(slice_.program, modules=slice_.local_modules)
    assert [asset.path for asset in assets.files] == ["data/table.csv"]
    assert [finding.code for finding in assets.findings if finding.level != "info"] == []
    assert [module.path for module in slice_.local_modules] == ["shop/__init__.py", "shop/prices.json", "single.py"]


def test_what_is_wrong_is_told_with_the_modules_own_line(folder: Path) -> None:
    (folder / "single.py").write_text(
        "import os\nKEY = 'sk-abcdefghijklmnopqrstuv12'\ntable = open('/home/me/table.csv').read()\n", "utf-8"
    )
    slice_ = slice_of(folder)
    assets = find_assets(slice_.program, modules=slice_.local_modules)
    assert [(finding.path, finding.code) for finding in assets.findings] == [("single.py:3", "absolute-path")]
    (secret,) = find_secrets(slice_.program, slice_.local_modules)
    assert (secret.path, secret.level) == ("single.py:2", "error")
    assert "abcdefgh" not in str(secret)


def test_a_secret_file_in_a_package_folder_stops_the_export(folder: Path) -> None:
    (folder / "shop" / "server.pem").write_text("-", "utf-8")
    slice_ = slice_of(folder)
    found = find_assets(slice_.program, modules=slice_.local_modules).findings
    assert [(finding.path, finding.code, finding.level) for finding in found] == [
        ("shop/server.pem", "asset-secret", "error")
    ]
