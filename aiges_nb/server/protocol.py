"""HTTP connections that neither stay silent for ever nor send heads without end; plain calls go a short way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .quick import Exchange, begin_exchange, constant_head

if TYPE_CHECKING:
    from .app import Application

_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_UPGRADE_WITH_BODY: Final = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SHORT: Final = 64 * 1024
"""A body up to this size is collected before anybody is told of the call."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, its patience and its appetite bounded; its application is told through `bound_to`."""

    application: Application

    _patience: asyncio.TimerHandle | None = None
    _head_size = 0
    _is_in_head = False
    _short: list[bytes] | None = None
    """The body so far of a call that may go the short way."""
    _path = ""
    _exchange: Exchange | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._short = None
        if self._exchange is not None and not self._exchange.response_complete:
            self._exchange.lost()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._patience is not None and self._short is None:
            # Still in a head: count what it comes to.
            self._head_size += len(data)
            if self._head_size > self.application.service.settings.limits.header_bytes + len(data):
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)
        # A whole request in one piece, which is most often what comes, needs no timer.
        if (self._is_in_head or self._short is not None) and self._patience is None:
            self._wait()

    # -- what the parser says --------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._is_in_head = True
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._stop_waiting()
        if self._may_be_short():
            self._short = []
        else:
            self._go_ordinary()

    def on_body(self, body: bytes) -> None:
        if self._short is None:
            super().on_body(body)
        else:
            self._short.append(body)

    def on_message_complete(self) -> None:
        if self._short is None:
            super().on_message_complete()
            return
        self._stop_waiting()
        body, self._short = b"".join(self._short), None
        exchange = begin_exchange(self.application, self, self._path, body)
        if exchange is not None:
            self._exchange = exchange
            self.cycle = exchange  # type: ignore[assignment]
            return
        self._go_ordinary()
        super().on_body(body)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection to the WebSocket side, but for a call with a body: nobody there would ever answer it."""
        for name, value in self.headers:
            if name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0 \t")):
                self.transport.write(_UPGRADE_WITH_BODY)
                self.transport.close()
                return
        super().handle_websocket_upgrade()

    def _may_be_short(self) -> bool:
        path = self.application.short_paths.get(self.url)
        if path is None or self.parser.get_method() != b"POST" or self.expect_100_continue:
            return False
        if self.pipeline or (self.cycle is not None and not self.cycle.response_complete):
            return False
        self._path = path
        length = b""
        for name, value in self.headers:
            if name == b"content-length":
                length = value
            elif name == b"transfer-encoding" or name == b"upgrade":
                return False
        return length.isdigit() and len(length) < 6 and int(length) <= SHORT and self.parser.get_http_version() == "1.1"

    def _go_ordinary(self) -> None:
        """Tell uvicorn what came so far, as if it came now."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()

    # -- answers ---------------------------------------------------------------------------------

    def head_of(self, status: int) -> bytes:
        """The start of an answer, up to the number of its bytes; made anew once a second, when the date changes."""
        defaults = self.server_state.default_headers
        heads = self.application.heads
        if heads.get(0) is not defaults:
            heads.clear()
            heads[0] = defaults
        head: bytes | None = heads.get(status)
        if head is None:
            head = heads[status] = constant_head(defaults, STATUS_LINE[status])
        return head

    # -- patience --------------------------------------------------------------------------------

    def _wait(self) -> None:
        self._head_size = 0
        self._patience = self.loop.call_later(self.application.service.settings.limits.body_wait_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        if self._short is not None and not self.transport.is_closing():
            # The application has words for a body that does not come.
            body, self._short = b"".join(self._short), None
            self._go_ordinary()
            super().on_body(body)
        elif not self.transport.is_closing():
            self.transport.close()


def bound_to(application: Application) -> type[Connection]:
    """The connections of one application."""
    return type("BoundConnection", (Connection,), {"application": application})
