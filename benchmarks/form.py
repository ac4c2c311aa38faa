"""A form of 20 controls, built and displayed, beside `ipywidgets.interact` with 20 controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .measure import Row, median_of

FIELDS = "\n".join(
    [f'    p{index} = StringParamField(key="p{index}", enums=["a", "b", "c"], value="a")' for index in range(6)]
    + [f'    n{index} = NumberParamField(key="n{index}", minimum=0, maximum=10, value=1)' for index in range(6)]
    + [f'    i{index} = IntegerParamField(key="i{index}", minimum=0, maximum=10, value=1)' for index in range(4)]
    + [f'    b{index} = BooleanParamField(key="b{index}")' for index in range(2)]
    + [f'    t{index} = StringBodyField(key="t{index}", value=b"text")' for index in range(2)]
)
WRAPPER = f"""
from aiges.dto import Response
from aiges.sdk import *

class UserRequest:
{FIELDS}

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId = "many"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        return Response()

    def wrapperFini(self):
        return 0
"""


class _Wire:
    """A comm that counts what would travel, serialised as a kernel would."""

    def __init__(self) -> None:
        self.messages = 0

    def install(self) -> Callable[[], None]:
        import comm
        from ipykernel.jsonutil import json_clean

        wire = self

        class CountingComm(comm.base_comm.BaseComm):  # type: ignore[name-defined,misc]
            def publish_msg(
                self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **keys: Any
            ) -> None:
                json_clean({"data": data or {}, "metadata": metadata or {}, **keys})
                wire.messages += 1

        before = comm.create_comm
        comm.create_comm = lambda *args, **kwargs: CountingComm(*args, **kwargs)

        def restore() -> None:
            comm.create_comm = before

        return restore


def measure() -> list[Row]:
    """Milliseconds and comm messages from nothing to displayed."""
    import ipywidgets

    from aiges_nb.invoke import KernelBackend
    from aiges_nb.sdk.shim import install_shim
    from aiges_nb.widgets import build_form

    install_shim()
    space: dict[str, object] = {"__name__": "many"}
    exec(compile(WRAPPER, "<many>", "exec"), space)
    cls = space["Wrapper"]
    assert isinstance(cls, type)
    wire = _Wire()
    restore = wire.install()

    def ours() -> None:
        form = build_form(KernelBackend(cls))
        form.widget._repr_mimebundle_()
        form.close()

    sliders = {f"n{index}": (0, 10) for index in range(12)} | {f"s{index}": ["a", "b", "c"] for index in range(6)}
    sliders |= {f"b{index}": False for index in range(2)}  # type: ignore[misc]

    def peers() -> None:
        widget = ipywidgets.interactive(lambda **values: None, **sliders)
        widget._repr_mimebundle_()
        widget.close_all()

    def messages_of(call: Callable[[], None]) -> int:
        before = wire.messages
        call()
        return wire.messages - before

    try:
        rows = [
            Row(
                "built and displayed",
                median_of(ours, runs=15, warm=3) * 1e3,
                "ms",
                25,
                "interact",
                median_of(peers, runs=15, warm=3) * 1e3,
            ),
            Row("comm messages, closing included", messages_of(ours), "msgs", None, "interact", messages_of(peers)),
        ]
    finally:
        restore()
    return rows
