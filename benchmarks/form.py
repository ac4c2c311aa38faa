"""A form of 20 controls, built and displayed, beside `ipywidgets.interact` with 20 controls."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from .measure import Row, medians_told, timed
from .wire import Wire
from .wrappers import live_class, wrapper_source

FIELDS = "\n".join(
    [f'p{index} = StringParamField(key="p{index}", enums=["a", "b", "c"], value="a")' for index in range(6)]
    + [f'n{index} = NumberParamField(key="n{index}", minimum=0, maximum=10, value=1)' for index in range(6)]
    + [f'i{index} = IntegerParamField(key="i{index}", minimum=0, maximum=10, value=1)' for index in range(4)]
    + [f'b{index} = BooleanParamField(key="b{index}")' for index in range(2)]
    + [f't{index} = StringBodyField(key="t{index}", value=b"text")' for index in range(2)]
)


def measure() -> list[Row]:
    """Milliseconds and comm messages from nothing to displayed; closed again outside the clock."""
    import ipywidgets

    from aiges_nb.invoke import KernelBackend
    from aiges_nb.widgets import build_form

    cls = live_class(wrapper_source(fields=FIELDS))
    sliders: dict[str, Any] = {f"n{index}": (0, 10) for index in range(12)}
    sliders |= {f"s{index}": ["a", "b", "c"] for index in range(6)} | {f"b{index}": False for index in range(2)}
    wire = Wire()

    def take(build: Callable[[], tuple[Any, Callable[[], None]]]) -> tuple[float, int]:
        closers: list[Callable[[], None]] = []

        def display() -> None:
            widget, close = build()
            closers.append(close)
            widget._repr_mimebundle_()

        before = wire.messages
        seconds = timed(display)()
        messages = wire.messages - before
        closers[0]()
        return seconds, messages

    def form() -> tuple[Any, Callable[[], None]]:
        made = build_form(KernelBackend(cls, is_recorded=False))
        return made.widget, made.close

    def interact() -> tuple[Any, Callable[[], None]]:
        widget = ipywidgets.interactive(lambda **values: None, **sliders)
        return widget, widget.close_all

    # Outside a kernel interact clears the terminal.
    with wire.installed(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        ours, theirs = medians_told(lambda: take(form)[0], lambda: take(interact)[0], runs=21, warm=3)
        return [
            Row("built and displayed", ours * 1e3, "ms", 25, "interact", theirs * 1e3),
            Row("comm messages", take(form)[1], "msgs", 90, "interact", take(interact)[1]),
        ]
