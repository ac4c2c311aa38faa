"""Run a class: through its form, or at once with the values given."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

from ..errors import RequestError, UsageError, WrapperError
from ..types import CONVENTIONS, Convention, Where
from . import session
from .recorder import SHOW_WAITING
from .streams import Plan
from .subject import find_subject, open_backend, require_machine

INTERRUPTED_S = 0.1
"""How long a notebook's cell that was interrupted gives its run to end."""

if TYPE_CHECKING:
    from ..exchange.response import Failure, Response
    from ..invoke.backend import Backend
    from ..invoke.run import Run
    from ..widgets import Form


MAX_WORKERS: Final = 64


@overload
def run(
    target: object,
    values: Mapping[str, object],
    /,
    *,
    source: str | Path | None = None,
    where: Where | None = None,
    workers: int | None = None,
    convention: Convention = "local",
    timeout: float | None = None,
    wait: bool = False,
    route: str = "",
    stream: bool | None = None,
    frame_bytes: int | None = None,
    interval: float | None = None,
    res: Mapping[str, object] | None = None,
    **named: object,
) -> Run: ...


@overload
def run(
    target: object = None,
    values: None = None,
    /,
    *,
    source: str | Path | None = None,
    where: Where | None = None,
    workers: int | None = None,
    convention: Convention = "local",
    timeout: float | None = None,
    wait: bool = False,
    route: str = "",
    stream: bool | None = None,
    frame_bytes: int | None = None,
    interval: float | None = None,
    res: Mapping[str, object] | None = None,
    **named: object,
) -> Any: ...


def run(
    target: object = None,
    values: Mapping[str, object] | None = None,
    /,
    *,
    source: str | Path | None = None,
    where: Where | None = None,
    workers: int | None = None,
    convention: Convention = "local",
    timeout: float | None = None,
    wait: bool = False,
    route: str = "",
    stream: bool | None = None,
    frame_bytes: int | None = None,
    interval: float | None = None,
    res: Mapping[str, object] | None = None,
    **named: object,
) -> Run | Form:
    """The run with these values, begun; without any values, the form.

    Args:
        target: A class, an instance, a class name, the path of a notebook, script or package; the class
            defined last when None.
        values: By declared key; `{}` runs with the declared samples. Keys that are no option may be given
            as keywords too.
        source: The file that holds the class `target`, instead of this session.
        where: `kernel` (a live class's default) or `worker`, a process of its own.
        workers: How many processes a live class keeps, hence how many of its runs go on at a time.
        convention: Who the hooks believe calls them: `local`, `loader` or `grpc`.
        timeout: Seconds the run may take.
        route: Which of several routes, by its name, route or command; empty for the first.
        stream: As a session: inputs cut into frames, answers taken as they come. A class that has nothing else
            is run so anyway.
        frame_bytes: How much sound one frame of a session holds (1280).
        interval: Seconds between frames (0.04); 0 sends them as fast as they are taken.
        res: Personal resources by id, which `wrapperLoadRes` gets before the call; each as an input's value.
        wait: Wait for its end, and raise where it did not succeed; a Ctrl-C meanwhile cancels it.
    Raises:
        UsageError: No such class, option or place.
        RequestError: The values do not fit, with every finding.
        WrapperError, RunCancelled, RunTimeout, RunInterrupted: With `wait`, the run did not succeed.
    """
    require_machine()
    _check_call(convention, timeout)
    subject = find_subject(source, str(target) if target else None) if source is not None else find_subject(target)
    if workers is not None:
        if not 1 <= workers <= MAX_WORKERS or where == "kernel" or subject.cls is None:
            raise UsageError("run-workers", value=workers, limit=MAX_WORKERS)
        where = "worker"
    backend = open_backend(subject, where, workers=workers or 1)
    if values is None and not named and not wait:
        from ..widgets import build_form

        own = subject.cls is not None and where != "worker"
        open_worker = (lambda: open_backend(subject, "worker")) if own else None
        return build_form(backend, operation=route, convention=convention, timeout_s=timeout, open_worker=open_worker)
    plan = Plan(stream, frame_bytes, interval, res or {})
    begun = _start(backend, {**(values or {}), **named}, convention, timeout, plan, route)
    if subject.cls is None:
        # This worker is nobody else's: it goes when its one run has ended.
        backend.close()
    return wait_for(begun) if wait else begun


def start_run(
    target: str | None,
    values: Mapping[str, object],
    *,
    source: str | Path,
    convention: Convention = "local",
    timeout: float | None = None,
    plan: Plan | None = None,
) -> tuple[Run, Backend]:
    """The run of a file's class, begun, and the worker that carries it out: closing that ends its life properly.

    Raises:
        UsageError, RequestError: As `run`.
    """
    _check_call(convention, timeout)
    backend = open_backend(find_subject(source, target))
    try:
        return _start(backend, values, convention, timeout, plan), backend
    except BaseException:
        backend.close()
        raise


def _start(
    backend: Backend,
    values: Mapping[str, object],
    convention: Convention,
    timeout: float | None,
    plan: Plan | None = None,
    route: str = "",
) -> Run:
    from ..exchange import make_request

    request = make_request(backend.contract, values, operation=route)
    if plan is not None:
        request = plan.apply(backend.contract, request)
    return backend.start(request, convention=convention, timeout_s=timeout)


def _check_call(convention: str, timeout: float | None) -> None:
    if convention not in CONVENTIONS:
        raise UsageError("unknown-convention", name=convention, known=", ".join(CONVENTIONS))
    if timeout is not None and not timeout > 0:
        raise UsageError("bad-timeout", value=timeout)


def wait_for(begun: Run) -> Run:
    """The run, once it has succeeded.

    A Ctrl-C cancels it and goes on up: in a notebook at once, since the run tells there how it ends; in a
    script when it has ended, or after a second Ctrl-C, which cancels by force.

    Raises:
        WrapperError, RunCancelled, RunTimeout, RunInterrupted: It did not succeed; as `Run.result`.
    """
    try:
        for show in SHOW_WAITING:
            show(begun)
        begun.wait()
    except KeyboardInterrupt:
        begun.cancel()
        try:
            begun.wait(INTERRUPTED_S if SHOW_WAITING else 5)
        except KeyboardInterrupt:
            begun.cancel(force=True)
        raise
    begun.result()
    return begun


def run_instance(instance: object, *, stream: bool = False) -> Response:
    """What an author's `Wrapper().run()` gives: the answer to the declared samples, shown.

    Raises:
        RequestError: The declared samples make no request.
        WrapperError: The class raised or answered an error code; ends at the author's line.
    """
    from ..contract import reflect_contract
    from ..exchange import make_request
    from ..invoke.life import open_life

    _tell_errors_briefly()
    contract = reflect_contract(type(instance))
    request = Plan(stream or None).apply(contract, make_request(contract, {}))
    life = open_life(type(instance), contract, instance=instance)
    try:
        response = life.call(request, "local")
    finally:
        ended = life.close()
    _show(response)
    for failure in (response.error, ended):
        if failure is not None:
            raise error_of(failure)
    return response


def check_answer(instance: object, answer: object) -> bool:
    """Whether an answer would pass the platform's check; every finding goes to stderr."""
    from ..contract import reflect_contract
    from ..exchange import check_response
    from ..findings import has_errors

    found = check_response(reflect_contract(type(instance)), answer)
    for finding in found:
        print(finding, file=sys.stderr)
    return not has_errors(found)


def start_loop(instance: object) -> Any:
    """What an author's adapter does when it is started here: its declared samples are run and shown."""
    return run_instance(instance)


def error_of(failure: Failure) -> WrapperError:
    """The failure as the error to raise."""
    return WrapperError(
        error_code=failure.code,
        origin=failure.origin,
        text=failure.text,
        user_traceback=failure.traceback or "",
    )


def _show(response: Response) -> None:
    from ..render import render_response

    bundle = render_response(response)
    if session.current_shell() is not None:
        from IPython.display import display

        display(bundle, raw=True)
    else:
        print(bundle["text/plain"])


def _tell_errors_briefly() -> None:
    """In a plain script, let our errors end the process with their message and the author's traceback only."""
    if session.current_shell() is not None or sys.excepthook is not sys.__excepthook__:
        return

    def tell(kind: type[BaseException], exc: BaseException, trace: Any) -> None:
        if isinstance(exc, (WrapperError, RequestError, UsageError)):
            print(exc, file=sys.stderr)
        else:
            sys.__excepthook__(kind, exc, trace)

    sys.excepthook = tell
