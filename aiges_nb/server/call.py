"""One call on its way: waiting, with a worker, answered; and how it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from ..messages import chosen_language, using_language
from .logs import ServerLog

if TYPE_CHECKING:
    from .worker import Worker

Outcome = Literal["answered", "stopped", "late", "crashed", "closed"]
"""How a call ended: with a response, stopped by request, out of time, its worker died, the server closed."""


class Call:
    """What a worker is asked, and who is told how it ends (once, on the event loop).

    `ended(outcome, header, blobs)`: for `answered` what the worker said with its blobs, else `{}` and nothing;
    for `crashed` the header holds `text`.
    """

    __slots__ = (
        "began",
        "began_at",
        "blobs",
        "deadline",
        "ended",
        "header",
        "id",
        "is_forced",
        "is_over",
        "is_watched",
        "kills",
        "on_begin",
        "on_frame",
        "on_news",
        "on_print",
        "on_slow",
        "on_stage",
        "pressed",
        "stop_asked",
        "stop_reason",
        "worker",
    )

    def __init__(
        self,
        call_id: str,
        header: dict[str, Any],
        blobs: list[bytes],
        ended: Callable[[Outcome, dict[str, Any], list[bytes]], None],
        *,
        deadline_s: float | None = None,
        is_watched: bool = False,
    ) -> None:
        self.id = call_id
        self.header = header
        header["id"] = call_id
        if "language" not in header and (language := chosen_language()) is not None:
            header["language"] = language
        self.blobs = blobs
        self.ended = ended
        self.deadline = None if deadline_s is None else time.monotonic() + deadline_s
        self.is_watched = is_watched
        self.began = 0.0
        self.began_at = 0.0
        self.worker: Worker | None = None
        self.is_over = False
        self.stop_reason: Literal["", "cancel", "late", "gone"] = ""
        self.stop_asked = 0.0
        self.is_forced = False
        self.kills = True
        self.pressed = False
        self.on_begin: Callable[[], None] | None = None
        self.on_frame: Callable[[dict[str, Any], list[bytes]], None] | None = None
        self.on_news: Callable[[dict[str, Any], list[bytes]], None] | None = None
        self.on_print: Callable[[bytes], None] | None = None
        self.on_slow: Callable[[], None] | None = None
        self.on_stage: Callable[[str], None] | None = None

    def end(self, outcome: Outcome, header: dict[str, Any] | None = None, blobs: list[bytes] | None = None) -> None:
        """Tell how it ended, unless that was told."""
        if not self.is_over:
            self.is_over = True
            language = self.header.get("language")
            try:
                if language is None and chosen_language() is None:
                    self.ended(outcome, header or {}, blobs or [])
                else:
                    with using_language(language, alone=True):
                        self.ended(outcome, header or {}, blobs or [])
            except Exception as exc:  # one call's trouble must not leave the others alone
                ServerLog().broke("call", exc)
            # Whoever is told holds the call too: not left to each other, the data goes now and not at some time.
            self.blobs = []
            self.ended = _is_told
            self.on_begin = self.on_frame = self.on_news = self.on_print = self.on_slow = self.on_stage = None


def _is_told(outcome: Outcome, header: dict[str, Any], blobs: list[bytes]) -> None:
    """Of a call that has ended nothing more is told."""
