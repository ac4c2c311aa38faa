"""One life of a class: made, wrapperInit once, any number of calls, wrapperFini."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from ..contract.model import Contract
from ..exchange import param_to_text
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..findings import Finding, warning
from ..messages import text
from ..progress import Cancelled
from ..types import Convention
from .arity import fit_hook
from .tracebacks import exception_text
from .wrapper import call_wrapper, failure_of, stops, text_of_code


class Life:
    """One class from its instance to wrapperFini; a re-run cell is a new class, hence a new life.

    `wrapperInit` runs at the first call, in the caller's thread, and again at the next call if it failed.
    `instance` is one that the author made already. Thread-safe for starting and closing; calls themselves are
    the caller's to keep apart.
    """

    def __init__(self, cls: type, contract: Contract, *, instance: object | None = None) -> None:
        self.cls = cls
        self.contract = contract
        self._lock = threading.RLock()
        self._given = instance
        self._instance: object | None = None
        self._config: dict[str, Any] | None = None
        self._findings: tuple[Finding, ...] = ()
        self._resources: dict[str, bytes] = {}

    @property
    def is_started(self) -> bool:
        """Whether wrapperInit has succeeded."""
        return self._instance is not None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd about the start."""
        return self._findings

    def call(self, request: Request, convention: Convention) -> Response:
        """What the class answers to one request; a failed start is answered as a failure too."""
        with self._lock:
            failure = self.start(convention)
            instance, findings = self._instance, self._findings
        if failure is not None:
            return Response(error=failure, findings=findings)
        if request.resources or self._resources:
            failure = self._load_resources(instance, request)
            if failure is not None:
                return Response(error=failure, findings=findings)
        response = self._answer(instance, request, convention)
        return replace(response, findings=(*findings, *response.findings)) if findings else response

    def start(self, convention: Convention) -> Failure | None:
        """Make the instance and run wrapperInit unless done; None, or why there is no life.

        Where `config` holds values other than text, a caller that passes text begins a new life.
        """
        with self._lock:
            config = config_of(self.cls, convention)
            if self._instance is not None:
                if config == self._config:
                    return None
                self.close()
            self._findings = ()
            return self._begin(config)

    def close(self) -> Failure | None:
        """Run wrapperFini if the class was started; what it raised, if anything."""
        with self._lock:
            instance, self._instance = self._instance, None
            if instance is None:
                return None
            self._resources = {}  # they go with the instance
            try:
                self._fini(instance)
            except (Exception, SystemExit) as exc:
                return failure_of(exc)
            finally:
                _close_sessions(instance)
            return None

    @property
    def sees_to_cancel(self) -> bool:
        """Whether the class itself is ending the call that is to stop, so that nobody need press."""
        return False

    def _init(self, instance: Any, config: dict[str, Any]) -> object:
        return _call_init(instance, config)

    def _answer(self, instance: Any, request: Request, convention: Convention) -> Response:
        if request.delivery.mode != "once":
            stream = import_module("aiges_nb.invoke.stream")  # a worker that answers once starts without it
            response: Response = stream.call_session(instance, self.contract, request, convention)
            return response
        return call_wrapper(instance, self.contract, request, convention)

    def _fini(self, instance: Any) -> None:
        hook = getattr(instance, "wrapperFini", None)
        if hook is not None:
            hook()

    def _load_resources(self, instance: Any, request: Request) -> Failure | None:
        """Have wrapperLoadRes take what is new or has changed, wrapperUnloadRes what is not asked for any more."""
        resources = import_module("aiges_nb.invoke.resources")
        failure: Failure | None
        self._resources, failure = resources.change_resources(instance, self._resources, request.resources)
        return failure

    def _begin(self, config: dict[str, Any]) -> Failure | None:
        try:
            instance = self.cls() if self._given is None else self._given
            code = self._init(instance, config)
        except (Exception, SystemExit) as exc:
            if stops(exc):
                raise Cancelled from exc
            failure = failure_of(exc)
            return replace(failure, text=text("init-raised", exception=exception_text(exc)))
        if code is None:
            self._findings = (warning("", "init-no-code"),)
        elif not isinstance(code, int):
            self._findings = (warning("", "init-odd-code", value=code, type=type(code).__name__),)
        elif code != 0:
            words = text_of_code(instance, code)
            message = text("init-code-text" if words else "init-code", error_code=code, words=words)
            return Failure(code=int(code), origin="wrapper", text=message)
        self._instance, self._config = instance, config
        return None


def open_life(cls: type, contract: Contract, *, instance: object | None = None) -> Life:
    """The life of a class, as its platform has it; `instance` is one that the author made already."""
    if contract.platform == "codeproject":
        adapter = import_module("aiges_nb.invoke.adapter")  # an AIGES worker starts without it
        life: Life = adapter.AdapterLife(cls, contract, instance=instance)
        return life
    return Life(cls, contract, instance=instance)


def config_of(cls: type, convention: Convention) -> dict[str, Any]:
    """The class attribute `config` as `wrapperInit` gets it: as declared, or all text under a loader."""
    declared = getattr(cls, "config", None)
    values: dict[str, Any] = dict(declared) if isinstance(declared, dict) else {}
    if convention == "local":
        return values
    return {str(key): value if isinstance(value, str) else _config_text(value) for key, value in values.items()}


def _close_sessions(instance: object) -> None:
    stream = sys.modules.get("aiges_nb.sdk.stream")  # nobody loaded it: there are no sessions
    if stream is not None:
        stream.close_sessions(instance)


def _config_text(value: object) -> str:
    return param_to_text(value) if isinstance(value, bool | int | float) else str(value)


def _call_init(instance: Any, config: dict[str, Any]) -> object:
    hook: Callable[..., object] | None = getattr(instance, "wrapperInit", None)
    if hook is None:
        return 0
    fit = fit_hook(hook, ("config",), 1)
    return hook(*[config for _ in fit.positional], **{key: config for key, _ in fit.keywords})
