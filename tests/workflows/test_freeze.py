"""Export with frozen objects: from a file its cells are run once, from a session the live object is taken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import PackageError, UsageError, WrapperError
from aiges_nb.workflows.verify import verify

from ..proving import in_full

SOURCE = Path(__file__).parents[1] / "data" / "species.py"


@pytest.fixture
def species(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, the working directory, with a notebook that trains a model."""
    pytest.importorskip("skops")
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(SOURCE, tmp_path / "species.py"))


@pytest.mark.timeout(400)
def test_a_trained_model_travels_its_training_stays_and_the_answers_are_the_same(species: Path) -> None:
    report = aiges_nb.export(species, out="package", freeze=["model", "middle"], python_version="3.11")
    module = Path("package/wrapper/wrapper.py").read_text("utf-8")
    assert "fit(" not in module and "RandomForest" not in module and "rng" not in module
    manifest = json.loads(Path("package/MANIFEST.json").read_text("utf-8"))
    told = {one["name"]: (one["file"], one["format"], one["runs_code"]) for one in manifest["frozen"]}
    assert told == {
        "model": ("frozen/model.skops", "skops", False),
        "middle": ("frozen/middle.npy", "npy", False),
    }
    assert {"wrapper/frozen/model.skops", "wrapper/frozen/middle.npy"} <= dict(report.files).keys()
    names = {line.partition("==")[0] for line in report.requirements}
    assert names == {"aiges", "setuptools<81", "numpy", "scikit-learn", "skops"}
    assert report.golden == ("sample",)
    assert "frozen/model.skops" in Path("package/README.md").read_text("utf-8")
    assert verify("package", level="process").ok
    again = aiges_nb.export(species, out="again", freeze=["model", "middle"], python_version="3.11")
    assert {path: Path("again", path).read_bytes() for path, _ in again.files} == {
        path: Path("package", path).read_bytes() for path, _ in report.files
    }
    aiges_nb.export(species, out="trained", python_version="3.11")
    assert "fit(" in Path("trained/wrapper/wrapper.py").read_text("utf-8")
    golden = "wrapper/test_data/golden/sample"
    answers = [sorted(Path(folder, golden).glob("output*")) for folder in ("package", "trained")]
    assert [path.read_bytes() for path in answers[0]] == [path.read_bytes() for path in answers[1]] != []


WEIGHTS = """
# %%
import numpy as np
from safetensors.numpy import load_file

rng = np.random.default_rng(7)
weights = {"second": rng.normal(size=(4, 2)), "first": rng.normal(size=(1, 4))}

# %%
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase


class Input:
    text = StringBodyField(key="text", value=b"3")


class Output:
    result = StringBodyField(key="result")


class Wrapper(WrapperBase):
    serviceId = "layers"
    version = "1.0.0"
    requestCls = Input()
    responseCls = Output()

    def wrapperInit(self, config):
        return 0

    def wrapperFini(self):
        return 0

    def wrapperError(self, code):
        return ""

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        value = np.array([[float(reqData.get("text").data)]])
        for name in reversed(weights):  # the first layer was written last
            value = np.tanh(value @ weights[name])
        found = ResponseData()
        found.key = "result"
        found.setDataType(0)
        found.status = 3
        found.setData(repr([round(float(x), 6) for x in value[0]]).encode())
        res = Response()
        res.list = [found]
        return res
"""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("target", ["aiges", "codeproject"] if in_full() else ["aiges"])
def test_the_weights_of_a_network_travel_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    pytest.importorskip("safetensors")
    monkeypatch.chdir(tmp_path)
    Path("layers.py").write_text(WEIGHTS, "utf-8")
    report = aiges_nb.export("layers.py", out="package", target=target, freeze=["weights"], python_version="3.11")
    assert any(path.endswith("frozen/weights.safetensors") for path, _ in report.files)
    assert {line.partition("==")[0] for line in report.requirements} >= {"numpy", "safetensors"}
    proof = verify(report.folder, level="clean" if in_full() else "process")
    assert proof.ok and proof.uncompared == (), str(proof)


def test_what_no_form_holds_is_refused_and_pickled_only_when_insisted_on(species: Path) -> None:
    text = species.read_text("utf-8")
    species.write_text(text.replace('["left", "right"]', "np.array(['left', 'right'], dtype=object)"), "utf-8")
    with pytest.raises(PackageError) as refused:
        aiges_nb.export(species, out="package", freeze=["names"])
    assert refused.value.findings[0].code in ("freeze-no-form", "freeze-unfit")
    assert not Path("package").exists()
    report = aiges_nb.export(species, out="package", freeze=["names"], freeze_pickle=True, python_version="3.11")
    assert "freeze-pickled" in {finding.code for finding in report.findings}
    assert "Warning" in Path("package/README.md").read_text("utf-8")


def test_a_release_that_the_target_python_cannot_have_is_said(species: Path) -> None:
    report = aiges_nb.export(species, out="package", freeze=["middle"], python_version="3.9")
    told = [finding for finding in report.findings if finding.code == "freeze-other-release"]
    assert [(finding.params["library"], finding.path) for finding in told] == [("numpy", "frozen/middle.npy")]


def test_wrong_names_and_cells_that_fail(species: Path) -> None:
    with pytest.raises(UsageError, match="modell"):
        aiges_nb.export(species, out="package", freeze=["modell"])
    species.write_text(species.read_text("utf-8").replace("model.fit(rows, kinds)", "model.fit(rows, 1 / 0)"), "utf-8")
    with pytest.raises(WrapperError, match=r"cell\[4\], line 4"):
        aiges_nb.export(species, out="package", freeze=["model"])


@pytest.mark.skipif(not in_full(), reason="a short trial of the same is above; `make prove` takes every target")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("target", ["pyaiges", "codeproject", "http"])
def test_a_frozen_model_goes_to_every_target(species: Path, target: str) -> None:
    report = aiges_nb.export(species, out="package", target=target, freeze=["model"], python_version="3.11")
    assert any(path.endswith("frozen/model.skops") for path, _ in report.files)
    assert "frozen/model.skops" in (report.folder / "README.md").read_text("utf-8")
    proof = verify(report.folder, level="clean")
    assert proof.ok and proof.uncompared == (), str(proof)
