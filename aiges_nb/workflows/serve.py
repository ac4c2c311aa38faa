"""Put a class behind HTTP: from a file until told to stop, or the live class of this session beside its cells."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SliceError, UsageError
from ..findings import has_errors
from ..program import Program
from ..types import Convention
from . import session
from .subject import Subject, find_subject, runnable_program, slice_subject

if TYPE_CHECKING:
    from ..server.host import Host, HostThread
    from ..server.modules.folder import ModuleFolder
    from ..server.settings import ServerSettings

MODULE_SDK = "codeproject-ai-sdk"
TOKEN_VARIABLE = "AIGES_NB_TOKEN"
HOSTS_VARIABLE = "AIGES_NB_ALLOWED_HOSTS"


@dataclass(frozen=True)
class Serving:
    """A server that runs beside this session's cells."""

    url: str
    token: str
    class_name: str

    @property
    def open_url(self) -> str:
        """What a browser opens: the token in it goes into a cookie at the first call."""
        return f"{self.url}/?token={self.token}" if self.token else f"{self.url}/"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..messages import text
        from ..render.bundle import make_bundle
        from ..render.html import element

        words = text("serve-live", name=self.class_name, url=self.url)
        link = element("a", self.url, href=self.open_url, target="_blank", rel="noopener")
        return dict(make_bundle(element("p", text("serve-live-html", name=self.class_name), " ", link), words))

    def __repr__(self) -> str:
        return f"<Serving {self.class_name} on {self.url}>"


def make_settings(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str | None = None,
    no_token: bool = False,
    workers: int = 1,
    allowed_hosts: tuple[str, ...] = (),
    **more: Any,
) -> ServerSettings:
    """Settings for a server; a token is made unless one is given, here or as `AIGES_NB_TOKEN`, or none is wanted.

    Raises:
        UsageError: the values make no sense.
    """
    _require_server()
    from ..server.guard import make_token
    from ..server.settings import ServerSettings

    if not 0 <= port <= 65535:
        raise UsageError("bad-port", value=port)
    if not 1 <= workers <= 256:
        raise UsageError("bad-workers", value=workers)
    if token is not None and no_token:
        raise UsageError("token-and-no-token")
    if token is not None and (len(token) < 1 or not token.isascii() or not token.isprintable() or " " in token):
        raise UsageError("bad-token")
    chosen = "" if no_token else token or os.environ.get(TOKEN_VARIABLE, "").strip() or make_token()
    named = tuple(name.strip() for name in os.environ.get(HOSTS_VARIABLE, "").split(",") if name.strip())
    return ServerSettings(
        host=host, port=port, token=chosen, workers=workers, allowed_hosts=(*allowed_hosts, *named), **more
    )


def open_host(
    source: str | Path,
    class_name: str | None = None,
    *,
    settings: ServerSettings,
    python: str | None = None,
    on_ready: Callable[[str], object] = lambda url: None,
    report: Callable[[str], object] = lambda words: None,
) -> Host:
    """A server for the class of a file, its socket bound; `run()` serves until `stop()`.

    A folder with a `modulesettings.json` is a real module: its own process is hosted, with the platform's SDK.
    `python` is the interpreter of workers and modules. Where it is left out, workers have this one, and a module the
    one of its own folder, else an environment that is made of its requirements, once; `report` hears of that.

    Raises:
        UsageError: no such class, or the address is taken.
        SliceError: the class cannot be lifted out of its notebook.
    """
    _require_server()
    from ..server.host import Host
    from ..server.modules.folder import is_module_folder, read_module_folder

    path = Path(source)
    if path.is_dir():
        from ..package import find_package

        path = find_package(path)
    if path.is_dir() and is_module_folder(path):
        folder = read_module_folder(path)
        _ = folder.file  # refused here rather than after the socket is bound
        python = python or _module_python(folder, report)
        return Host(folder, settings, python=python, source=str(path), on_ready=on_ready)
    subject = find_subject(path, class_name)
    return Host(_program_of(subject), settings, python=python, source=subject.source, on_ready=on_ready)


def _module_python(folder: ModuleFolder, report: Callable[[str], object]) -> str | None:
    """An interpreter that has what the module needs; None for the one that its folder names, or this one.

    Raises:
        UsageError: its environment cannot be made.
    """
    if folder.interpreter(None) != sys.executable or _has_distribution(MODULE_SDK):
        return None
    from ..messages import text
    from ..proof.environment import EnvironmentFailed, make_environment
    from ..proof.pythons import current_interpreter, find_interpreter

    listed = folder.requirements
    wanted = listed.read_text("utf-8") if listed is not None else ""
    if MODULE_SDK not in wanted.lower().replace("_", "-"):
        wanted += f"\n{MODULE_SDK}\n"  # the server's own installer adds it too
    interpreter = (find_interpreter(folder.runtime) if folder.runtime else None) or current_interpreter()
    report(text("serve-installs", module=folder.name, python=interpreter.version))
    try:
        return make_environment(wanted, interpreter).python
    except (EnvironmentFailed, OSError) as failure:
        raise UsageError("serve-no-environment", module=folder.name, reason=str(failure)[-1500:]) from failure


def _has_distribution(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


_live: HostThread | None = None
_live_subject: Subject | None = None


def serve(
    target: object = None,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    token: str | None = None,
    no_token: bool = False,
    workers: int = 1,
    convention: Convention = "loader",
    stop: bool = False,
) -> Serving | None:
    """Serve a class beside this session, without blocking it; what was served before is ended.

    Re-running the cell that defines the class puts the new one in its place as soon as that is ready.

    Args:
        target: A class, a class name, the path of a file; the class defined last when None.
        port: 0 takes any that is free.
        convention: `loader` passes parameters as the platform's loader does, as text; `local` as declared.
        stop: End the server of this session instead; nothing is given back.
    Raises:
        UsageError, SliceError: no such class, or it cannot be lifted out of what the session executed.
        WrapperError: it does not load.
    """
    global _live, _live_subject
    if stop:
        stop_serving()
        return None
    _require_server()
    from ..server.host import Host, HostThread

    settings = make_settings(
        host=host, port=port, token=token, no_token=no_token, workers=workers, convention=convention
    )
    subject = find_subject(target)
    program = _program_of(subject)
    stop_serving()
    thread = HostThread(Host(program, settings, source=subject.source))
    thread.start()
    _live, _live_subject = thread, subject
    _follow_cells()
    return Serving(thread.host.url, settings.token, program.class_name)


def stop_serving() -> bool:
    """End the server of this session; whether there was one."""
    global _live, _live_subject
    thread, _live, _live_subject = _live, None, None
    if thread is None:
        return False
    thread.stop()
    return True


def swap_served() -> bool:
    """Serve the newest definition of the live class; whether it is another one than before.

    Raises:
        SliceError, WrapperError: the new one cannot be served; the old one goes on.
    """
    global _live_subject
    if _live is None or _live_subject is None or _live_subject.cls is None or not _live.is_alive:
        return False
    newest = session.named_class(_live_subject.class_name)
    if newest is None or newest is _live_subject.cls:
        return False
    subject = find_subject(newest)
    program = _program_of(subject)
    _live_subject = subject
    if _live.host.service is not None and _live.host.service.pool.program.code_hash == program.code_hash:
        return False
    _live.swap(program)
    return True


def _after_cell(result: Any = None) -> None:
    """For IPython's `post_run_cell`."""
    from ..errors import AigesNbError
    from ..messages import text

    try:
        if swap_served():
            print(text("serve-swapped", name=_live_subject.class_name if _live_subject else ""), file=sys.stderr)
    except AigesNbError as exc:
        print(text("serve-not-swapped", reason=str(exc)), file=sys.stderr)


def _follow_cells() -> None:
    shell = session.current_shell()
    if shell is not None and _after_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _after_cell)


def _program_of(subject: Subject) -> Program:
    sliced = slice_subject(subject)
    if has_errors(sliced.findings):
        raise SliceError(sliced.findings)
    return runnable_program(sliced)


def _require_server() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "uvicorn", "multipart") if find_spec(name) is None]
    if missing:
        raise UsageError("serve-not-installed", missing=", ".join(missing))
