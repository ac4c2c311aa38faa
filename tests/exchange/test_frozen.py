"""Objects as files: what comes back is what went in, and the same object gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aiges_nb.errors import PackageError
from aiges_nb.exchange.frozen import Frozen, freeze_value

PLAIN = [
    None,
    True,
    {"名": [1, 2.5, None, "三"], "b": {}},
    [float("inf"), -0.0],
    (1, (2, 3)),
    {1: "a", (2, 3): {4, 5}},
    b"\x00\xff",
    3 + 4j,
    {"b": 1, "a": 2},
]


def thaw(frozen: Frozen, folder: Path) -> object:
    """What the package's own line gives."""
    path = folder / frozen.path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(frozen.data)
    space: dict[str, object] = {"here": path}
    exec("\n".join([*frozen.imports, f"value = {frozen.load.replace('{path}', 'here')}"]), space)
    return space["value"]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_comes_back_with_its_types(value: object, tmp_path: Path) -> None:
    frozen = freeze_value("x", value)
    back = thaw(frozen, tmp_path)
    assert repr(back) == repr(value)
    assert type(back) is type(value)
    assert frozen.format in ("json", "literal") and not frozen.runs_code and frozen.modules == ()


def test_json_is_taken_only_where_it_keeps_everything() -> None:
    assert freeze_value("x", {"a": [1, 2]}).format == "json"
    assert freeze_value("x", {"a": (1, 2)}).format == "literal"
    assert freeze_value("x", {1: 2}).format == "literal"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (np.arange(6, dtype="float32").reshape(2, 3), "npy"),
        (np.float64(2.5), "npy"),
        (np.array("文"), "npy"),
        ({"w": np.eye(2), "b": np.zeros(1)}, "npz"),
        ([np.eye(2), np.zeros(12)], "npz"),
        (tuple(np.array([i]) for i in range(12)), "npz"),
    ],
    ids=str,
)
def test_arrays_come_back(value: object, form: str, tmp_path: Path) -> None:
    frozen = freeze_value("x", value)
    back = thaw(frozen, tmp_path)
    assert frozen.format == form
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    assert frozen.versions == {"numpy": np.__version__}


WEIGHTS = {
    "second.weight": np.arange(6, dtype="float32").reshape(2, 3).T,
    "first.bias": np.array(3.5),
    "a.half": np.arange(3, dtype="float16"),
    "empty": np.zeros((0, 3), dtype="int8"),
    "nan": np.array([np.nan, -0.0]),
}


def test_weights_travel_as_the_notebook_keeps_them(tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    frozen = freeze_value("weights", WEIGHTS, as_tensors=True)
    back = thaw(frozen, tmp_path)
    assert (frozen.path, frozen.format, frozen.runs_code) == ("frozen/weights.safetensors", "safetensors", False)
    assert safetensors.load(frozen.data).keys() == WEIGHTS.keys()
    for order in (WEIGHTS, dict(reversed(WEIGHTS.items()))):
        for _ in range(5):  # the form itself reads them in any order
            back = thaw(freeze_value("weights", order, as_tensors=True), tmp_path)
            assert isinstance(back, dict) and list(back) == list(order)
    back = thaw(frozen, tmp_path)
    assert repr(back) == repr(WEIGHTS)
    assert set(frozen.versions) == {"numpy", "safetensors"}
    assert freeze_value("weights", {**WEIGHTS}, as_tensors=True).data == frozen.data
    assert freeze_value("weights", WEIGHTS).format == "npz"


@pytest.mark.parametrize(
    "odd",
    [np.array(["a"]), np.array([1j]), np.arange(3, dtype=">f4"), np.array([1], dtype="M8[s]")],
    ids=lambda odd: str(odd.dtype),
)
def test_arrays_that_safetensors_would_change_travel_as_npz(odd: np.ndarray, tmp_path: Path) -> None:
    pytest.importorskip("safetensors.numpy")
    frozen = freeze_value("x", {"odd": odd}, as_tensors=True)
    assert frozen.format == "npz"
    back = thaw(frozen, tmp_path)
    assert isinstance(back, dict) and repr(back["odd"]) == repr(odd) and back["odd"].dtype == odd.dtype


def test_numbers_that_numpy_itself_cannot_write_are_refused() -> None:
    types = pytest.importorskip("ml_dtypes")
    weights = np.arange(3).astype(types.bfloat16)
    for value in (weights, [weights], {"w": weights}):
        with pytest.raises(PackageError) as refused:
            freeze_value("weights", value)
        assert {finding.code for finding in refused.value.findings} == {"freeze-no-form"}


def test_tables_come_back(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"n": [1, 2], "when": pd.to_datetime(["2020-01-01", None])}, index=pd.Index(["a", "b"], name="i")
    )
    frozen = freeze_value("frame", frame)
    back = thaw(frozen, tmp_path)
    assert isinstance(back, pd.DataFrame)
    pd.testing.assert_frame_equal(back, frame)
    assert frozen.path == "frozen/frame.parquet" and set(frozen.modules) == {"pandas", "pyarrow"}
    series = pd.Series([1.5, 2.5], name="price", index=["a", "b"])
    back = thaw(freeze_value("s", series), tmp_path)
    assert isinstance(back, pd.Series)
    pd.testing.assert_series_equal(back, series)


def test_a_table_that_parquet_would_change_is_refused() -> None:
    with pytest.raises(PackageError) as refused:
        freeze_value("frame", pd.DataFrame({"a": [object(), object()]}))
    assert [finding.code for finding in refused.value.findings] == ["freeze-unfit"]


def test_an_estimator_comes_back_and_names_what_it_needs(tmp_path: Path) -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    rows, kinds = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = ensemble.RandomForestClassifier(3, random_state=0).fit(rows, kinds)
    frozen = freeze_value("model", model)
    back = thaw(frozen, tmp_path)
    assert back.predict_proba(rows).tolist() == model.predict_proba(rows).tolist()  # type: ignore[attr-defined]
    assert frozen.format == "skops" and not frozen.runs_code
    assert {module.partition(".")[0] for module in frozen.modules} >= {"skops", "sklearn", "numpy"}


def test_the_same_training_gives_the_same_bytes_in_another_process() -> None:
    pytest.importorskip("skops")
    script = (
        "import hashlib, numpy as np; from sklearn.linear_model import LogisticRegression;"
        "from sklearn.pipeline import make_pipeline; from sklearn.preprocessing import StandardScaler;"
        "from aiges_nb.exchange.frozen import freeze_value;"
        "m = make_pipeline(StandardScaler(), LogisticRegression()).fit([[0.], [1.], [2.]], [0, 1, 1]);"
        "junk = [object() for _ in range({0})];"
        "print(hashlib.sha256(freeze_value('m', m).data).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script.format(count)], capture_output=True, text=True, check=True, timeout=60
        ).stdout
        for count in (1, 5000)
    }
    assert len(digests) == 1


@dataclass
class Odd:
    """A class that no data form knows."""

    size: int = 1
    act: object = print


def test_pickle_only_when_insisted_on(tmp_path: Path) -> None:
    value = {"a": range(3)}
    with pytest.raises(PackageError) as refused:
        freeze_value("odd", value)
    assert [finding.code for finding in refused.value.findings] == ["freeze-no-form"]
    frozen = freeze_value("odd", value, allow_pickle=True)
    assert frozen.runs_code and frozen.path == "frozen/odd.pkl"
    assert thaw(frozen, tmp_path) == value


def test_the_notebooks_own_class_is_refused_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "__module__", "__main__")
    for allow_pickle in (False, True):
        with pytest.raises(PackageError) as refused:
            freeze_value("odd", Odd(), allow_pickle=allow_pickle)
        assert {finding.code for finding in refused.value.findings} & {"freeze-own-class", "freeze-unfit"}
        assert "beside the notebook" in str(refused.value) or allow_pickle


def test_an_onnx_model_keeps_its_own_form(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    weights = onnx.numpy_helper.from_array(np.linspace(0, 1, 4, dtype="float32").reshape(2, 2), "w")
    ends = [helper.make_tensor_value_info(name, kind, [None, 2]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", ends[:1], ends[1:], [weights])
    model = helper.make_model(graph)
    frozen = freeze_value("model", model)
    assert (frozen.path, frozen.format, frozen.runs_code) == ("frozen/model.onnx", "onnx", False)
    assert frozen.versions == {"onnx": onnx.__version__}
    assert thaw(frozen, tmp_path) == model
    assert freeze_value("model", model).data == frozen.data
