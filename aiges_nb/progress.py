"""Tell how far the work is, and hear that it is to stop: what a wrapper's own code calls.

    from aiges_nb import progress

    for page in progress.track(pages, message="reading"):
        ...

Whoever runs the wrapper binds a `Meter`; a call only leaves the newest values there, so that a million calls
cost little, and the runner looks at it at most 20 times a second and once more at the end. Without a meter
(the code runs on its own) every call does nothing. In an exported package the same calls work without this
toolkit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Protocol, TypeVar

__all__ = ["Cancelled", "Meter", "Progress", "Sink", "bind", "bound_sink", "cancelled", "check", "track", "update"]

T = TypeVar("T")
cancelled: bool
"""Whether the run is asked to stop; answered anew at every look (`progress.cancelled`)."""


class Cancelled(BaseException):
    """Raised inside the author's code when its run is asked to stop.

    No `Exception`, so that an author's `except Exception` around one item does not swallow the wish to stop.
    """


@dataclass(frozen=True)
class Progress:
    """How far a run is. `fraction` is 0..1 or None where unknown; it never falls within one `phase`.

    Each outermost `track` or tqdm bar after the first begins a phase of its own.
    """

    fraction: float | None = None
    step: float | None = None
    steps: float | None = None
    message: str = ""
    phase: int = 0


class Sink(Protocol):
    """Where progress goes: plain attributes that are set, and `cancelled`, which is read.

    `dirty` is set after any change; whoever bound the sink clears it when it looks.
    """

    cancelled: bool
    dirty: bool
    fraction: float | None
    step: float | None
    steps: float | None
    message: str
    partial: object
    phase: int
    bars: int


class Meter:
    """The sink of one run: the newest values, nothing more."""

    __slots__ = ("_last", "bars", "cancelled", "dirty", "fraction", "message", "partial", "phase", "step", "steps")

    def __init__(self) -> None:
        self.cancelled = False
        self.dirty = False
        self.fraction: float | None = None
        self.step: float | None = None
        self.steps: float | None = None
        self.message = ""
        self.partial: object = None
        self.phase = 0
        self.bars = 0
        self._last = Progress()

    def read(self) -> Progress:
        """The newest progress; the fraction never lower than at the last look in the same phase."""
        step, steps, fraction, phase = self.step, self.steps, self.fraction, self.phase
        if fraction is None and step is not None and steps:
            fraction = step / steps
        if fraction is not None:
            fraction = min(max(float(fraction), 0.0), 1.0) if fraction == fraction else None
        last = self._last
        if phase == last.phase and last.fraction is not None:
            fraction = last.fraction if fraction is None else max(fraction, last.fraction)
        self._last = Progress(fraction, step, steps, self.message, phase)
        return self._last


_sink: ContextVar[Sink | None] = ContextVar("aiges_nb_progress", default=None)
_process_sink: Sink | None = None
_get_sink = _sink.get


def bound_sink() -> Sink | None:
    """The sink of the run that this code belongs to, if any."""
    return _get_sink() or _process_sink


@contextmanager
def bind(sink: Sink, *, whole_process: bool = False) -> Iterator[None]:
    """Send progress to `sink` inside the block, and from threads that are started there.

    `whole_process` serves every thread: for a worker process, which has one run at a time.
    """
    global _process_sink
    before = _process_sink
    if whole_process:
        _process_sink = sink
    token = _sink.set(sink)
    _hand_on_to_threads(1)
    try:
        yield
    finally:
        _hand_on_to_threads(-1)
        _sink.reset(token)
        if whole_process:
            _process_sink = before


def bind_process(sink: Sink) -> None:
    """Send this process's progress to `sink` from now on: for a worker, which has one call at a time.

    Threads that an earlier call left behind keep the sink they were started under.
    """
    global _process_sink
    if _process_sink is None:
        _hand_on_to_threads(1)
    _process_sink = sink
    _sink.set(sink)


def update(
    fraction: float | None = None,
    step: float | None = None,
    steps: float | None = None,
    message: str | None = None,
    partial: object = None,
) -> None:
    """Tell how far the work is: a fraction 0..1, or `step` of `steps`; a message; a partial result."""
    sink = _get_sink() or _process_sink
    if sink is None:
        return
    if step is not None:
        sink.step = step
        sink.fraction = fraction
    elif fraction is not None:
        sink.fraction = fraction
    if steps is not None:
        sink.steps = steps
    if message is not None:
        sink.message = message
    if partial is not None:
        sink.partial = partial
    sink.dirty = True


def check() -> None:
    """Stop here if the run is asked to stop.

    Raises:
        Cancelled: it is.
    """
    sink = _get_sink() or _process_sink
    if sink is not None and sink.cancelled:
        raise Cancelled


def track(iterable: Iterable[T], total: float | None = None, message: str | None = None) -> Iterator[T]:
    """The items of `iterable`, counted as steps; stops with `Cancelled` when the run is asked to stop.

    Inside another `track` or bar it only listens for the wish to stop: the outermost drives the bar.
    """
    sink = _get_sink() or _process_sink
    if sink is None:
        return iter(iterable)
    if total is None:
        total = _length_of(iterable)
    return _track(iter(iterable), total, message, sink)


def _track(items: Iterator[T], total: float | None, message: str | None, sink: Sink) -> Iterator[T]:
    if not begin_bar(sink, total, message):
        try:
            for item in items:
                if sink.cancelled:
                    raise Cancelled
                yield item
        finally:
            end_bar(sink)
        return
    try:
        for step, item in enumerate(items, start=1):
            if sink.cancelled:
                raise Cancelled
            yield item
            sink.step = step
            sink.dirty = True
    finally:
        end_bar(sink)


def begin_bar(sink: Sink, total: float | None, message: str | None) -> bool:
    """Whether a bar that begins now is the outermost, hence drives the progress; `end_bar` must follow."""
    outermost = sink.bars == 0
    sink.bars += 1
    if outermost:
        if sink.step is not None:
            sink.phase += 1
        sink.fraction = None
        sink.step, sink.steps = 0, total
        if message is not None:
            sink.message = message
        sink.dirty = True
    return outermost


def end_bar(sink: Sink) -> None:
    """A bar that began with `begin_bar` has ended."""
    sink.bars -= 1


def _length_of(iterable: object) -> float | None:
    try:
        return len(iterable)  # type: ignore[arg-type]
    except Exception:  # the author's __len__ may do anything; a bar without an end is no reason to fail
        return None


def __getattr__(name: str) -> bool:
    if name == "cancelled":
        sink = _get_sink() or _process_sink
        return sink is not None and sink.cancelled
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_handing_on = 0
_handing_lock = threading.Lock()
_plain_start: Callable[[threading.Thread], None] = threading.Thread.start


def _hand_on_to_threads(change: int) -> None:
    """While a sink is bound anywhere, a thread takes over the context of the thread that starts it."""
    global _handing_on, _plain_start
    with _handing_lock:
        _handing_on += change
        if change > 0 and _handing_on == 1:
            _plain_start = threading.Thread.start
            threading.Thread.start = _start_with_context  # type: ignore[assignment,method-assign]
        elif _handing_on == 0 and threading.Thread.start is _start_with_context:
            threading.Thread.start = _plain_start  # type: ignore[assignment,method-assign]


def _start_with_context(thread: threading.Thread) -> None:
    if _get_sink() is not None:
        context, run = copy_context(), thread.run

        def run_in_context() -> None:
            del thread.run
            context.run(run)

        thread.run = run_in_context  # type: ignore[method-assign]
    _plain_start(thread)
