"""HTTP connections that neither stay silent for ever nor send heads without end."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..exchange.limits import Limits

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def make_protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """uvicorn's protocol, its patience and its appetite bounded."""

    class Bounded(HttpToolsProtocol):
        _patience: asyncio.TimerHandle | None = None
        _head_size = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._patience is not None:
                # Still in a head: count what it comes to.
                self._head_size += len(data)
                if self._head_size > limits.header_bytes + len(data):
                    self.transport.write(_TOO_LARGE)
                    self.transport.close()
                    return
            super().data_received(data)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            if self._patience is None:
                self._wait()

        def on_headers_complete(self) -> None:
            self._stop_waiting()
            super().on_headers_complete()

        def _wait(self) -> None:
            self._head_size = 0
            self._patience = self.loop.call_later(limits.body_wait_s, self._give_up)

        def _stop_waiting(self) -> None:
            if self._patience is not None:
                self._patience.cancel()
                self._patience = None

        def _give_up(self) -> None:
            self._patience = None
            if not self.transport.is_closing():
                self.transport.close()

    return Bounded
