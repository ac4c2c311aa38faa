"""Runs afterwards: the list, the history, two side by side, one kept for good."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

import aiges_nb
from aiges_nb.errors import FindingsError, UsageError
from aiges_nb.exchange.golden import read_case
from aiges_nb.messages import using_language

from aiges_nb.sdk import (  # isort: skip
    DataImage, DataText, ImageBodyField, JsonBodyField, NumberParamField, Once, Response, ResponseData,
    StringBodyField, StringParamField, WrapperBase,
)  # fmt: skip


class Teller(WrapperBase):
    """Answers a text, a document and a picture that depend on what it is given."""

    serviceId, version = "teller", "v1"

    class requestCls:
        words = StringBodyField(key="words", value=b"one\ntwo\nthree")
        shade = NumberParamField(key="shade", minimum=0, maximum=255, value=100)
        mode = StringParamField(key="mode", enums=["answer", "refuse", "raise"], value="answer")

    class responseCls:
        accept_text = StringBodyField(key="text")
        accept_rows = JsonBodyField(key="rows")
        accept_picture = ImageBodyField(key="picture", encoding="png")

    def wrapperInit(self, config: Any) -> int:
        return 0

    def wrapperOnceExec(self, params: Any, reqData: Any, usrTag: str = "", persId: int = 0) -> Any:
        from PIL import Image

        print("at work")
        if params["mode"] == "raise":
            raise ValueError("the author's own mistake")
        if params["mode"] == "refuse":
            return Response().response_err(60001)
        shade, words = int(float(params["shade"])), reqData.get("words").data.decode()
        sink = io.BytesIO()
        Image.new("RGB", (40, 20), (shade, 0, 0)).save(sink, "PNG")
        rows = [{"word": word, "score": round(shade / 255, 4)} for word in words.split()]
        response = Response()
        parts = []
        for key, kind, data in (
            ("text", DataText, words.upper().encode()),
            ("rows", DataText, json.dumps(rows).encode()),
            ("picture", DataImage, sink.getvalue()),
        ):
            part = ResponseData()
            part.key, part.status = key, Once
            part.setDataType(kind)
            part.setData(data)
            parts.append(part)
        response.list = parts
        return response

    def wrapperFini(self) -> int:
        return 0

    def wrapperError(self, code: int) -> str:
        return "refused"


def run(**values: object) -> Any:
    begun = aiges_nb.run(Teller, values)
    assert begun.wait(60)
    return begun


def test_two_runs_side_by_side() -> None:
    first, second = run(), run(words="one\ntwo and a half\nthree", shade=160)
    found = aiges_nb.compare(first, second)
    assert not found.is_equal
    text, rows, picture = found.outputs
    assert (text.kind, rows.kind, picture.kind) == ("text", "json", "image")
    assert [change.path for change in rows.changes][:2] == ["$[0].score", "$[1].score"]
    assert rows.changes[0].delta == pytest.approx(60 / 255, abs=1e-3)
    assert picture.mean == pytest.approx(60 / 255 / 3, abs=1e-3)
    bundle = found._repr_mimebundle_()
    for shown in (bundle["text/plain"], bundle["text/html"]):
        assert "shade" in shown and "+60" in shown
        assert "rows" in shown and "+0.235" in shown
    assert "-TWO\n+TWO AND A HALF" in bundle["text/plain"]
    assert "<ins> AND A HALF</ins>" in bundle["text/html"]
    assert bundle["text/html"].count("<img") == 3, "both pictures, and where they differ"


def test_the_same_twice_is_equal() -> None:
    found = aiges_nb.compare(run().id, run().id[:17])
    assert found.is_equal
    assert found.to_json()["equal"] is True
    assert "Both gave the same." in str(found)
    with using_language("zh"):
        assert "两者结果相同。" in str(found)


def test_an_error_is_compared_with_an_answer() -> None:
    found = aiges_nb.compare(run(), run(mode="refuse"))
    assert not found.is_equal
    assert "60001" in str(found) and "only in the first" in str(found)
    assert aiges_nb.compare(run(mode="refuse"), run(mode="refuse")).is_equal


def test_the_history_is_a_frame_with_what_went_in_and_out() -> None:
    first, second = run(shade=7), run(mode="refuse")
    frame = aiges_nb.history()
    assert list(frame.index) == [second.id, first.id]
    assert list(frame["param.shade"]) == [100, 7]
    assert frame.loc[first.id, "outputs"]["picture"] == first.outputs[2].size
    assert frame.loc[first.id, "inputs"] == {"words": 13}
    assert frame.loc[second.id, "error"] == "60001: refused"
    assert (frame["duration_s"] > 0).all()
    assert aiges_nb.history(service="nobody").empty


def test_a_status_shows_answer_log_and_error() -> None:
    shown = str(aiges_nb.status(run(mode="raise")))
    assert "the author's own mistake" in shown and "at work" in shown
    assert "Succeeded" in str(aiges_nb.status(run()))


# -- pins ------------------------------------------------------------------------------------------


def test_a_pinned_run_is_exported_and_proven(project: Path) -> None:
    begun = aiges_nb.run("tone.ipynb", {})
    assert begun.wait(60) and begun.error is None
    report = aiges_nb.pin(begun, name="the_first_tone")
    assert report.folder == project / "tone.golden" / "Wrapper" / "the_first_tone"
    case = read_case(report.folder)
    assert (case.origin, case.response.outputs) == ("pinned", begun.outputs)
    exported = aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert set(exported.golden) == {"sample", "the_first_tone"}
    assert (project / "package/wrapper/test_data/golden/the_first_tone/case.json").is_file()
    verified = aiges_nb.verify("package")
    assert verified.ok, str(verified)
    assert aiges_nb.jobs().records[0].pinned
    again = aiges_nb.pin(begun, name="the_first_tone")
    assert again.replaced and again.files == report.files


def test_code_that_no_longer_gives_a_pinned_answer_is_not_exported(project: Path) -> None:
    begun = aiges_nb.run("tone.ipynb", {})
    assert begun.wait(60)
    folder = aiges_nb.pin(begun, name="kept").folder
    output = next(path for path in folder.iterdir() if path.name.startswith("output_1"))
    output.write_bytes(output.read_bytes().replace(b"0", b"7"))
    with pytest.raises(FindingsError) as refused:
        aiges_nb.export("tone.ipynb", target="aiges", out="package")
    assert [finding.code for finding in refused.value.findings if finding.level == "error"] == ["pin-differs"]
    assert "kept" in str(refused.value)
    assert not (project / "package").exists()


@pytest.mark.parametrize("name", ["", "../up", "sample", "sample-2", "a/b", ".hidden", "x" * 200])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name"):
        aiges_nb.pin(run(), name=name)


def test_what_gave_no_answer_cannot_be_kept(project: Path) -> None:
    with pytest.raises(UsageError, match="no answer"):
        aiges_nb.pin(run(mode="raise"))
    with pytest.raises(UsageError, match="which notebook"):
        aiges_nb.pin(run())
    with pytest.raises(UsageError, match="no file"):
        aiges_nb.pin(run(), source="gone.ipynb")
    report = aiges_nb.pin(run(mode="refuse"), source="tone.ipynb")
    assert read_case(report.folder).response.error is not None
