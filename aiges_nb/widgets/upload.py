"""The field of a picture, sound, video or file: an upload, a path on the kernel's machine, or the sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ipywidgets as ipw

from ..contract.model import Input
from ..exchange.media import UNKNOWN, media_kind
from ..messages import text
from ..render.bundle import size_text
from ..render.contract import sample_text
from ..render.html import Html, element, join
from ..render.media import render_media
from ..render.style import block
from ..types import MISSING, DataType
from .kit import Kit

UPLOAD_LIMIT: Final = 9 * 1024 * 1024
"""Bytes that a default Jupyter server's websocket lets through as one message, base64 and frame included."""
PREVIEW_LIMIT: Final = 4 * 1024 * 1024
_ACCEPTED: Final = {DataType.IMAGE: "image/*", DataType.AUDIO: "audio/*", DataType.VIDEO: "video/*"}


@dataclass(frozen=True)
class Upload:
    """A file chosen in the browser."""

    name: str
    content: bytes


class FileControl:
    """One file: the last of upload and path wins; cleared, the declared sample is used again."""

    def __init__(self, kit: Kit, item: Input, folder: Path | None = None) -> None:
        self.key = item.key
        self.path = f"payload.{item.key}"
        self.item = item
        self._kit = kit
        self._folder = folder or Path()
        self._upload: Upload | None = None
        self._other: object = MISSING
        self._on_change: Callable[[], None] = lambda: None
        self._box = kit.make(
            ipw.Text,
            "aiges-nb-required" if item.required else "",
            description=item.title or item.key,
            tooltip=item.description or item.key,
            placeholder=text("form-path"),
            continuous_update=False,
        )
        self._button = self._make_button()
        self._clear: Any = None
        self._about = kit.make(ipw.HTML, "aiges-nb-help aiges-nb-wide", value=self._describe())
        self._row = kit.make(ipw.HBox, "aiges-nb-file aiges-nb-wide", children=(self._box, self._button))

    @property
    def declared(self) -> Input:
        return self.item

    @property
    def widgets(self) -> tuple[ipw.Widget, ...]:
        return (self._row, self._about)

    def observe(self, on_change: Callable[[], None], on_layout: Callable[[], None]) -> None:
        self._on_change = on_change
        self._box.observe(self._take_path, "value")
        self._button.observe(self._take_upload, "value")

    def read(self) -> object:
        if self._upload is not None:
            return self._upload.content
        if self._box.value.strip():
            return Path(self._box.value.strip())
        return self._other

    def read_given(self) -> object:
        if self._upload is not None:
            return {"name": self._upload.name, "content": self._upload.content}
        return self.read()

    def write(self, value: object) -> None:
        """Take bytes, a path, `@path` text, or None for the sample."""
        self._upload, self._other = None, MISSING
        shown = ""
        if isinstance(value, (str, Path)):
            shown = str(value).removeprefix("@")
        elif isinstance(value, (bytes, bytearray, memoryview)):
            self._upload = Upload("", bytes(value))
        elif value is not None:
            self._other = value
        if self._box.value != shown:
            self._box.value = shown
        else:
            self._refresh()

    def adopt(self, earlier: FileControl) -> None:
        if earlier.read_given() is MISSING:
            return
        self._upload, self._other = earlier._upload, earlier._other
        if earlier._box.value:
            self._box.value = earlier._box.value
        self._refresh()

    def _take_path(self, change: Any) -> None:
        if change["new"].strip():
            self._upload, self._other = None, MISSING
            self._renew_button()
        self._refresh()

    def _take_upload(self, change: Any) -> None:
        if not change["new"]:
            return
        chosen = change["new"][0]
        self._upload = Upload(str(chosen["name"]), bytes(chosen["content"]))
        self._other = MISSING
        self._renew_button()
        if self._box.value:
            self._box.value = ""
        else:
            self._refresh()

    def _clear_all(self, _: Any) -> None:
        self._renew_button()
        self.write(None)

    def _refresh(self) -> None:
        self._about.value = self._describe()
        self._show_clear(self.read() is not MISSING)
        self._on_change()

    def _renew_button(self) -> None:
        # A browser tells nothing when the same file is chosen again, and an upload that was too big leaves the
        # widget dead: a fresh one takes its place after every use.
        old, self._button = self._button, self._make_button()
        self._button.observe(self._take_upload, "value")
        self._row.children = tuple(self._button if child is old else child for child in self._row.children)
        old.unobserve_all()
        self._kit.drop([old])

    def _show_clear(self, wanted: bool) -> None:
        if wanted and self._clear is None:
            self._clear = self._kit.make(
                ipw.Button, "aiges-nb-clear", description=text("form-clear"), tooltip=text("form-clear-tip")
            )
            self._clear.on_click(self._clear_all)
        children = [child for child in self._row.children if child is not self._clear]
        if wanted:
            children.append(self._clear)
        self._row.children = tuple(children)

    def _make_button(self) -> Any:
        return self._kit.make(
            ipw.FileUpload,
            "aiges-nb-upload",
            accept=_ACCEPTED.get(self.item.type, ""),
            multiple=False,
            description=text("form-upload"),
            tooltip=text("form-limit", limit=f"{UPLOAD_LIMIT >> 20} MiB"),
        )

    def _describe(self) -> Html:
        name, data, size = self._chosen()
        keyed = self.item.key if self.item.title and self.item.title != self.item.key else ""
        about = [part for part in (keyed, self.item.description.strip()) if part]
        facts = [name, size_text(size) if size else "", _kind_of(data)] if name or size else [text("form-no-file")]
        limit = text("form-limit", limit=f"{UPLOAD_LIMIT >> 20} MiB")
        lines = [" · ".join(about), " · ".join([part for part in [*facts, limit] if part])]
        preview = render_media(data, self.item.type, name=name) if data and _can_preview(data) else None
        return block(
            element("div", preview, class_="aiges-nb-preview") if preview else None,
            join(element("div", line) for line in lines if line),
            class_="aiges-nb-muted aiges-nb-small aiges-nb-chosen",
        )

    def _chosen(self) -> tuple[str, bytes, int]:
        """Name, bytes (empty when too many to preview) and size of what a request would carry."""
        if self._upload is not None:
            return self._upload.name, _previewed(self._upload.content), len(self._upload.content)
        if self._box.value.strip():
            return _read_start(self._folder, self._box.value.strip())
        sample = self.item.sample
        if sample is None or self._other is not MISSING:
            return "", b"", 0
        return sample_text(self.item), _previewed(sample.data), len(sample.data)


def _previewed(data: bytes) -> bytes:
    return data if len(data) <= PREVIEW_LIMIT else b""


def _read_start(folder: Path, path: str) -> tuple[str, bytes, int]:
    """A path's name, its bytes if few enough to preview, its size; what is wrong with it the check says."""
    try:
        full = folder / Path(path).expanduser()
        size = full.stat().st_size
        return full.name, full.read_bytes() if full.is_file() and size <= PREVIEW_LIMIT else b"", size
    except (OSError, ValueError, RuntimeError):
        return path, b"", 0


def _can_preview(data: bytes) -> bool:
    return media_kind(data).split("/")[0] in ("image", "audio", "video")


def _kind_of(data: bytes) -> str:
    kind = media_kind(data)
    return "" if kind == UNKNOWN else kind
