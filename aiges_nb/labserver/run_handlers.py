"""Runs over HTTP: what changed, one in full, its log, its outputs, the wish to cancel it."""

# mypy: allow-untyped-decorators

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..exchange import unpack_response
from ..exchange.media import media_kind, suffix_of
from ..exchange.response import Output, Response
from ..invoke.run import output_json
from ..runs import RunRecord, RunStore
from ..types import DataType, Json
from .base import PREFIX, Handler, Refused

RUN_ID: Final = r"(?P<run_id>r[0-9a-z]{16})"
LOG_TAIL: Final = 64 * 1024
MAX_SHOWN_TEXT: Final = 200_000
_SHOWN_KINDS: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "audio/", "video/")


class RunsHandler(Handler):
    """`GET runs?since=CURSOR`: the newest runs, or what changed since."""

    @authenticated
    @authorized
    async def get(self) -> None:
        services = self.services
        since = self.get_query_argument("since", "")
        changes = await services.with_store(services.ledger.look, since)
        self.reply(changes.to_json())


class RunHandler(Handler):
    """`GET runs/ID`: one run with its findings, its outputs and the tail of its log."""

    @authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        services = self.services
        self.reply(await services.with_store(self._read, run_id))

    def _read(self, run_id: str) -> dict[str, Json]:
        ledger = self.services.ledger
        store = ledger.store()
        record = require_run(store, run_id)
        from ..workflows.jobs import row_json

        full = row_json(record)
        row = ledger.row(record)
        row["findings"] = full["findings"]
        row["error"] = record.error
        row["log_tail"] = record.log[-LOG_TAIL:]
        row["log_size"] = len(record.log)
        row["log_dropped"] = record.log_dropped
        row["outputs"] = [*describe_outputs(read_answer(store, record, "response"))]
        row["partial"] = [] if record.state.is_final else [*describe_outputs(read_answer(store, record, "partial"))]
        return row


class LogHandler(Handler):
    """`GET runs/ID/log`: the whole log as text."""

    @authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        services = self.services
        record = await services.with_store(lambda: require_run(services.ledger.store(), run_id))
        self.set_header("Content-Disposition", f'attachment; filename="{run_id}.log"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(record.log, set_content_type="text/plain; charset=utf-8")


class OutputHandler(Handler):
    """`GET runs/ID/outputs/N`: the bytes of one output; `?partial=1` of a partial result."""

    @authenticated
    @authorized
    async def get(self, run_id: str, number: str) -> None:
        services = self.services
        kind = "partial" if self.get_query_argument("partial", "") else "response"
        data, name = await services.with_store(self._read, run_id, int(number), kind)
        media = media_kind(data)
        is_shown = media.startswith(_SHOWN_KINDS) and not self.get_query_argument("download", "")
        # What a wrapper answers must never run as a page of this server.
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.set_header("Content-Disposition", f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{name}")
        self.set_header("Cache-Control", "private, no-store")
        self.finish(data, set_content_type=media if is_shown else "application/octet-stream")

    def _read(self, run_id: str, number: int, kind: str) -> tuple[bytes, str]:
        store = self.services.ledger.store()
        answer = read_answer(store, require_run(store, run_id), kind)
        outputs = answer.outputs if answer is not None else ()
        if number >= len(outputs) or not isinstance(outputs[number].data, bytes):
            raise Refused(HTTPStatus.NOT_FOUND, "lab-no-output", run_id=run_id, number=number)
        output = outputs[number]
        return output.data, quote(f"{output.key}{_suffix(output)}", safe="")


class CancelHandler(Handler):
    """`POST runs/ID/cancel {"force": false}`: a row in the store, so that a busy kernel hears it too."""

    @authenticated
    @authorized
    async def post(self, run_id: str) -> None:
        body = self.read_body(force=bool)
        services = self.services
        self.reply(await services.with_store(self._ask, run_id, bool(body.get("force"))), HTTPStatus.ACCEPTED)

    def _ask(self, run_id: str, force: bool) -> dict[str, Json]:
        ledger = self.services.ledger
        record = ledger.store().request_cancel(run_id, force=force)
        if record is None:
            raise Refused(HTTPStatus.NOT_FOUND, "run-unknown", run_id=run_id)
        return ledger.row(record)


def require_run(store: RunStore, run_id: str) -> RunRecord:
    """The run's row.

    Raises:
        Refused: There is none.
    """
    record = store.get(run_id)
    if record is None:
        raise Refused(HTTPStatus.NOT_FOUND, "run-unknown", run_id=run_id)
    return record


def read_answer(store: RunStore, record: RunRecord, kind: str) -> Response | None:
    """What a run answered, or told so far, as far as its bytes were kept."""
    packed: Any = record.partial if kind == "partial" else record.response
    if not isinstance(packed, dict):
        return None
    blobs = [blob or b"" for blob in store.read_blobs(record.id, "partial" if kind == "partial" else "response")]
    try:
        return unpack_response(packed, blobs)
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def describe_outputs(answer: Response | None) -> list[dict[str, Json]]:
    """Each output's key, type, size; its text where it is one, its media kind where a browser can show it."""
    described = []
    for output in answer.outputs if answer is not None else ():
        row = dict(output_json(output))
        words = row.get("text")
        if isinstance(words, str) and len(words) > MAX_SHOWN_TEXT:
            row["text"], row["cut"] = words[:MAX_SHOWN_TEXT], True
        if output.type not in (DataType.TEXT, DataType.JSON):
            row["media"] = media_kind(output.data)
        described.append(row)
    return described


def _suffix(output: Output) -> str:
    known = {DataType.TEXT: ".txt", DataType.JSON: ".json"}
    return known.get(output.type) or suffix_of(media_kind(output.data))


ROUTES: Final = (
    (rf"{PREFIX}/runs", RunsHandler),
    (rf"{PREFIX}/runs/{RUN_ID}", RunHandler),
    (rf"{PREFIX}/runs/{RUN_ID}/log", LogHandler),
    (rf"{PREFIX}/runs/{RUN_ID}/outputs/(?P<number>[0-9]{{1,4}})", OutputHandler),
    (rf"{PREFIX}/runs/{RUN_ID}/cancel", CancelHandler),
)
