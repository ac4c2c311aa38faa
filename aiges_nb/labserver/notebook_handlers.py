"""What a notebook holds, told from the page's own cells, saved or not; and files for its forms."""

# mypy: allow-untyped-decorators

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, Final

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..messages import Language, using_language
from ..source import Cell, Notebook
from ..types import Json
from .base import PREFIX, Handler, Refused
from .places import resolve_inside
from .rate import Kind

MAX_SOURCE: Final = 4 * 1024 * 1024
_MAX_CELLS: Final = 5000


class OutlineHandler(Handler):
    """`POST outline {"path", "cells": [{"kind", "source", "id"}]}`: classes and findings, nothing is run."""

    kinds: ClassVar[Mapping[str, Kind]] = {"POST": "read"}

    @authenticated
    @authorized
    async def post(self) -> None:
        if len(self.request.body) > MAX_SOURCE:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "lab-notebook-too-large", limit=MAX_SOURCE >> 20)
        body = self.read_body(path=str, cells=list)
        path = await self.services.in_thread(resolve_inside, self.services.root, body.get("path") or "")
        cells = _read_cells(body.get("cells") or [])
        self.reply(await self.services.in_thread(_outline, cells, path, self.language))


class AboutHandler(Handler):
    """`GET about`: the version, and the targets that can be exported to."""

    @authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await self.services.in_thread(_about))


class WordsHandler(Handler):
    """`GET words/zh_CN`: the panel's words, for a page whose Lab itself speaks another language."""

    @authenticated
    @authorized
    async def get(self, locale: str) -> None:
        path = Path(__file__).parent / "locale" / locale / "LC_MESSAGES" / "aiges_nb.json"
        self.finish(await self.services.in_thread(path.read_bytes), set_content_type="application/json")


class UploadsHandler(Handler):
    """`POST uploads {"name", "size"}`: begin one."""

    kinds: ClassVar[Mapping[str, Kind]] = {"POST": "upload"}

    @authenticated
    @authorized
    async def post(self) -> None:
        body = self.read_body(name=str, size=int)
        begin = self.services.uploads().begin
        upload = await self.services.with_uploads(begin, body.get("name") or "", int(body.get("size") or 0))
        self.reply(upload.to_json(), HTTPStatus.CREATED)


class UploadHandler(Handler):
    """`PUT uploads/ID?offset=N`: the next piece; `DELETE uploads/ID`: forget it."""

    kinds: ClassVar[Mapping[str, Kind]] = {"PUT": "upload"}

    @authenticated
    @authorized
    async def put(self, upload_id: str) -> None:
        offset = self.get_query_argument("offset", "0")
        if not offset.isdigit():
            raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-field", name="offset", seen=offset)
        append = self.services.uploads().append
        upload = await self.services.with_uploads(append, upload_id, int(offset), self.request.body)
        self.reply(upload.to_json())

    @authenticated
    @authorized
    async def delete(self, upload_id: str) -> None:
        await self.services.with_uploads(self.services.uploads().forget, upload_id)
        self.reply({})


def _read_cells(items: list[Any]) -> tuple[Cell, ...]:
    if len(items) > _MAX_CELLS or not all(isinstance(item, dict) for item in items):
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-field", name="cells", seen=len(items))
    return tuple(
        Cell(
            number=number,
            source=str(item.get("source") or "").replace("\r\n", "\n").rstrip("\n"),
            id=str(item.get("id") or ""),
            kind="code" if item.get("kind") == "code" else "markdown",
        )
        for number, item in enumerate(items, start=1)
    )


def _outline(cells: tuple[Cell, ...], path: Path, language: Language) -> dict[str, Json]:
    from ..workflows.outline import outline_notebook

    with using_language(language):
        return outline_notebook(Notebook(cells, path, path.parent)).to_json()


def _about() -> dict[str, Json]:
    from .. import __version__
    from ..package.targets import list_targets

    return {"version": __version__, "targets": [*list_targets()]}


ROUTES: Final = (
    (rf"{PREFIX}/about", AboutHandler),
    (rf"{PREFIX}/outline", OutlineHandler),
    (rf"{PREFIX}/words/(?P<locale>zh_CN)", WordsHandler),
    (rf"{PREFIX}/uploads", UploadsHandler),
    (rf"{PREFIX}/uploads/(?P<upload_id>[0-9a-f]{{16}})", UploadHandler),
)
