from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import pytest

from aiges_nb.contract.model import Input, Sample
from aiges_nb.types import DataType
from aiges_nb.widgets import Form

OpenForm = Callable[..., Form]
IMAGE = Input(key="image", type=DataType.IMAGE)


def row(form: Form) -> tuple[Any, ...]:
    children: tuple[Any, ...] = form.widget.children[1].children[0].children
    return children


def about(form: Form) -> str:
    value: str = form.widget.children[1].children[1].value
    return value


def button(form: Form) -> Any:
    return next(widget for widget in row(form) if isinstance(widget, ipw.FileUpload))


def slot(form: Form) -> str:
    found = [widget.value for widget in form.widget.children[1].children if "aiges-nb-slot" in widget._dom_classes]
    return found[0] if found else ""


def choose(form: Form, name: str, content: bytes) -> None:
    """What a front end sends when a file was chosen."""
    chosen = {"name": name, "type": "", "size": len(content), "last_modified": 0, "content": memoryview(content)}
    button(form).set_state({"value": [chosen]})


@pytest.mark.parametrize(
    ("kind", "accept"),
    [(DataType.IMAGE, "image/*"), (DataType.AUDIO, "audio/*"), (DataType.VIDEO, "video/*"), (DataType.OTHER, "")],
)
def test_the_browser_offers_files_of_the_kind(open_form: OpenForm, kind: DataType, accept: str) -> None:
    assert button(open_form(Input(key="x", type=kind))).accept == accept


def test_limit_and_way_around_it_are_said(open_form: OpenForm) -> None:
    assert "uploads up to 9 MiB, for bigger files give a path" in about(open_form(IMAGE))


def test_an_upload_is_shown_and_sent_with_its_name(open_form: OpenForm, png: bytes) -> None:
    form = open_form(IMAGE)
    choose(form, "a.png", png)
    assert "a.png" in about(form)
    assert "data:image/png" in about(form)
    assert form.values == {"image": png}
    run = form.run()
    assert run.wait(60)
    item = run.request.input("image")
    assert item is not None
    assert (item.data, item.filename) == (png, "a.png")


def test_the_upload_button_is_fresh_after_each_use(open_form: OpenForm, png: bytes) -> None:
    form = open_form(IMAGE)
    first = button(form)
    choose(form, "a.png", png)
    second = button(form)
    assert second is not first
    assert first.comm is None
    choose(form, "a.png", png)
    assert button(form) is not second
    assert form.values == {"image": png}


def test_a_file_of_the_wrong_kind_is_told_at_the_field_and_runs_nothing(open_form: OpenForm, png: bytes) -> None:
    form = open_form(IMAGE)
    choose(form, "a.txt", b"only words")
    assert "only words" in slot(form)
    choose(form, "a.png", png)
    assert slot(form) == ""


def test_a_path_is_taken_as_well(open_form: OpenForm, png_file: Path) -> None:
    form = open_form(IMAGE)
    row(form)[0].value = f" {png_file} "
    assert form.values == {"image": png_file}
    assert "a.png" in about(form)
    assert "data:image/png" in about(form)
    assert form.run().wait(60)


def test_a_missing_file_is_told_at_the_field(open_form: OpenForm, tmp_path: Path) -> None:
    form = open_form(IMAGE)
    row(form)[0].value = str(tmp_path / "nowhere.png")
    assert "nowhere.png" in slot(form)


def test_the_last_of_upload_and_path_wins(open_form: OpenForm, png: bytes, png_file: Path) -> None:
    form = open_form(IMAGE)
    choose(form, "b.png", png)
    row(form)[0].value = str(png_file)
    assert form.values == {"image": png_file}
    choose(form, "b.png", png)
    assert form.values == {"image": png}
    assert row(form)[0].value == ""


def test_cleared_the_sample_is_used_again(open_form: OpenForm, png: bytes) -> None:
    form = open_form(Input(key="image", type=DataType.IMAGE, sample=Sample(data=png, path="data/s.png")))
    assert "data/s.png" in about(form)
    assert [type(widget).__name__ for widget in row(form)] == ["Text", "FileUpload"]
    choose(form, "other.png", png)
    clear = row(form)[-1]
    assert clear.description == "Clear"
    clear.click()
    assert "data/s.png" in about(form)
    assert form.values == {}
    assert clear not in row(form)


def test_what_is_too_big_to_preview_is_named(open_form: OpenForm, png: bytes) -> None:
    form = open_form(IMAGE)
    choose(form, "big.png", png + b"\0" * (5 * 1024 * 1024))
    assert "big.png · 5.2 MB" in about(form)
    assert "data:" not in about(form)


@pytest.mark.parametrize("value", ["@{path}", "{path}"])
def test_set_takes_paths_bytes_and_nothing(open_form: OpenForm, png: bytes, png_file: Path, value: str) -> None:
    form = open_form(IMAGE)
    form.set(image=value.format(path=png_file))
    assert form.values == {"image": png_file}
    form.set(image=png)
    assert form.values == {"image": png}
    form.set(image=None)
    assert form.values == {}


def test_set_takes_a_picture_object(open_form: OpenForm) -> None:
    from PIL import Image

    form = open_form(IMAGE)
    form.set(image=Image.new("RGB", (4, 4)))
    run = form.run()
    assert run.wait(60)
    item = run.request.input("image")
    assert item is not None
    assert item.data.startswith(b"\x89PNG")
