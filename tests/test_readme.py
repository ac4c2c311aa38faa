"""The README's own example, in both languages, holds as it stands: run, checked, exported, verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aiges_nb

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_its_example_holds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)
    example = next(block for block in blocks if "class Wrapper" in block)
    Path("echo.py").write_text(example, encoding="utf-8")
    run = aiges_nb.run(source="echo.py", text="hi", times=3, wait=True)
    assert run.outputs and run.outputs[0].text == "hihihi", run
    checked = aiges_nb.check(source="echo.py")
    assert checked.ok, checked
    aiges_nb.export(source="echo.py", target="aiges", out="package")
    proof = aiges_nb.verify("package")  # the class has neither wrapperFini nor wrapperError
    assert proof.ok, proof
