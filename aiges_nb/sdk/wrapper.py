"""WrapperBase: what an author's class inherits, with every hook of the platform."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from . import entry
from .data import DataListCls, Response, SessionCreateResponse


class WrapperBase:
    """Base of an AIGES wrapper; `wrapperInit`, `wrapperOnceExec` and `wrapperFini` are the author's.

    Class attributes that are read: `serviceId`, `version`, `requestCls`, `responseCls` (instances or classes),
    `config`, `call`, `call_type`, `route`, `sub`.
    """

    serviceId: str
    version: str
    requestCls: Any
    responseCls: Any
    config: dict[str, Any] = {}  # noqa: RUF012 - the platform's own name and place

    def __init__(
        self,
        legacy: bool = True,
        is_aipaas: bool = True,
        keep_schema_default_value: bool = True,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Take what every caller gives; an author's own `__init__` hands on its arguments or calls nothing."""

    @cached_property
    def session(self) -> Any:
        """The pool of sessions: `init_handle_pool` in wrapperInit, `get_idle_handle` in wrapperCreate."""
        from .stream import SessionManager

        return SessionManager(self.config)

    def wrapperInit(self, config: dict[str, Any]) -> int:
        """Load what is loaded once; 0 when all is well, else an own error code."""
        raise NotImplementedError("wrapperInit")

    def wrapperFini(self) -> int:
        """Let go of it."""
        raise NotImplementedError("wrapperFini")

    def wrapperLoadRes(self, reqData: DataListCls, resId: Any) -> int:
        """Load a resource under an id."""
        return 0

    def wrapperUnloadRes(self, resId: Any) -> int:
        """Unload it."""
        return 0

    def wrapperOnceExec(
        self, params: dict[str, Any], reqData: DataListCls, usrTag: str = "", persId: int = 0
    ) -> Response:
        """Answer one request."""
        raise NotImplementedError("wrapperOnceExec")

    def wrapperOnceExecAsync(self, params: dict[str, Any], reqData: DataListCls, sid: str, persId: int = 0) -> int:
        """Take one request; its answers come through `callback`."""
        raise NotImplementedError("wrapperOnceExecAsync")

    def wrapperError(self, ret: int) -> str:
        """The text of an own error code."""
        return ""

    def wrapperCreate(
        self, params: dict[str, Any], sid: str, persId: int = 0, usrTag: str = ""
    ) -> SessionCreateResponse | None:
        """Open a session; its handle comes back in the following calls."""
        return None

    def wrapperWrite(self, handle: str, datas: Any, sid: str = "") -> int:
        """Take the next frames of a session."""
        return 0

    def wrapperRead(self, handle: str, sid: str = "") -> Any:
        """Give the frames that are ready."""
        return []

    def wrapperDestroy(self, handle: str) -> int:
        """Close a session."""
        return 0

    def schema(self) -> str:
        """The AIGES schema document as JSON text."""
        return entry.schema_text(self)

    def run(self, stream: bool = False) -> Any:
        """Run with the declared samples, show the result, and return it.

        Raises:
            WrapperError: the class raised or answered an error code; ends at the author's line.
        """
        return entry.run_instance(self, stream=stream)

    def run_once(self) -> Any:
        """As `run()`."""
        return entry.run_instance(self)

    def run_stream(self) -> Any:
        """Run as a session with the declared samples."""
        return entry.run_instance(self, stream=True)

    def check_resp(self, resp: Any) -> bool:
        """Whether an answer would pass the platform's check."""
        return entry.check_answer(self, resp)

    def gradio(self) -> None:
        """Nothing: the notebook's own form takes this place (`%aiges_run`)."""


def is_sdk_class(cls: type) -> bool:
    """Whether `cls` is one of these base classes, not an author's."""
    return cls.__module__.startswith("aiges_nb.sdk")


__all__ = ["WrapperBase"]
