"""The application: every request is looked at once, guarded, given to its route, counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from ..contract.model import Contract
from ..findings import error
from ..messages import chosen_language, using_language
from .codeproject import ModuleRoutes, answer_module, answer_modules, answer_ping
from .guard import Guard
from .http import NO_STORE, Call, ClientGone, Headers, Receive, Refused, Scope, Send
from .job_routes import accept_job, answer_jobs, check_key, wants_job
from .language import asked_language, language_headers
from .metrics import TYPE
from .oneshot import answer_once, refuse
from .openapi import build_document
from .service import Service
from .sockets import answer_socket, refuse_socket

JOBS = "/v1/jobs"
Handler = Callable[[Call, Service], Awaitable[None]]


class Application:
    """The ASGI application of one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.guard = Guard(service.settings)
        self._routes: dict[tuple[str, str], tuple[str, Handler]] = {}
        self._paths: dict[str, list[str]] = {}
        self._modules: ModuleRoutes | None = None
        self.short_paths: dict[bytes, str] = {}
        """Paths, as they stand on the wire, of calls that may go the short way."""
        self.heads: dict[int, Any] = {}
        service.listeners.append(self._learn)
        if service.contract is not None:
            self._learn(service.contract)

    def _learn(self, contract: Contract) -> None:
        """Lay out the routes of a contract, in the order of the interface."""
        routes: dict[tuple[str, str], tuple[str, Handler]] = {}
        self._modules = None
        if contract.platform == "aiges":
            for path in routes_of(contract):
                routes["POST", path] = ("service", _answer_service)
        else:
            self._modules = ModuleRoutes(contract)
            for path, (name, handler) in _MODULE_FIXED.items():
                routes["GET", path] = (name, handler)
                routes["HEAD", path] = (name, handler)
        for path, (name, handler) in _FIXED.items():
            routes["GET", path] = (name, handler)
            routes["HEAD", path] = (name, handler)
        self._routes = routes
        self.short_paths = {path.encode(): path for (_, path), (name, _) in routes.items() if name == "service"}
        self._paths = {}
        for method, path in routes:
            self._paths.setdefault(path, []).append(method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await self._answer_socket(Call(scope, receive, send))
            return
        began = time.perf_counter()
        call = Call(scope, receive, send)
        language = asked_language(call.headers)
        if language is None and chosen_language() is None:
            await self._answer(call, began)
            return
        # The next request on a connection is begun by the one before it, and would speak as that one does.
        call.send = _adding(send, language_headers(language))
        with using_language(language, alone=True):
            await self._answer(call, began)

    async def _answer(self, call: Call, began: float) -> None:
        name = "other"
        cookies: Headers = ()
        try:
            cookies = self.guard.check(call)
            if cookies:
                call.send = _adding(call.send, cookies)
            found = self._routes.get((call.method, call.path))
            if found is None:
                found = self._find(call)
            name, handler = found
            await handler(call, self.service)
        except Refused as refused:
            await call.refuse(refused)
        except (ClientGone, asyncio.CancelledError):
            call.status = 499
        except Exception as exc:
            self.service.log.broke(name, exc)
            if not call.status:
                await call.answer_json(500, {"error": {"code": "broken", "message": ""}, "findings": []})
        finally:
            self.count(name, call, time.perf_counter() - began)

    def count(self, name: str, call: Call, spent: float) -> None:
        """One call on the route `name` is over, after `spent` seconds."""
        self.service.metrics.count(name, call.status, spent)
        if self.service.log.is_on:
            self.service.log.write(
                "answer",
                {
                    "route": name,
                    "method": call.method,
                    "status": call.status,
                    "ms": round(spent * 1000, 3),
                    "run_id": call.run_id,
                },
            )

    async def _answer_socket(self, call: Call) -> None:
        began = time.perf_counter()
        try:
            self.guard.check(call)
            if ("POST", call.path) not in self._routes:
                raise self._lost(call)
            with using_language(asked_language(call.headers), alone=True):
                await answer_socket(call, self.service)
        except Refused as refused:
            await refuse_socket(call, refused)
        except asyncio.CancelledError:
            pass
        except Exception as exc:
            self.service.log.broke("session", exc)
        finally:
            self.service.metrics.count("session", call.status, time.perf_counter() - began)

    def _find(self, call: Call) -> tuple[str, Handler]:
        """The route of a path that is not one of a few fixed ones."""
        if call.path == JOBS or call.path.startswith(f"{JOBS}/"):
            return "jobs", answer_jobs
        found = self._modules.find(call.path) if self._modules is not None and call.path not in self._paths else None
        if found is None:
            raise self._lost(call)
        if call.method != "POST":
            finding = error("", "wrong-method", method=call.method[:20], allowed="POST")
            raise Refused(405, [finding], headers=((b"allow", b"POST"),))

        async def answer(call: Call, service: Service) -> None:
            await answer_module(call, service, found)

        return ("command" if isinstance(found[0], str) else "service"), answer

    def _lost(self, call: Call) -> Refused:
        methods = self._paths.get(call.path)
        if methods:
            allowed = ", ".join(sorted(methods))
            finding = error("", "wrong-method", method=call.method[:20], allowed=allowed)
            return Refused(405, [finding], headers=((b"allow", allowed.encode()),))
        return Refused(404, [error("", "no-such-path", path=call.path[:120])])


async def _answer_service(call: Call, service: Service) -> None:
    if b"idempotency-key" in call.headers:
        try:
            check_key(call)
        except Refused as exc:
            await refuse(call, exc)
            return
    if b"prefer" in call.headers and service.front is not None and wants_job(call):
        await accept_job(call, service, service.front)
    else:
        await answer_once(call, service)


def routes_of(contract: Contract) -> list[str]:
    """The paths that an AIGES class is called on."""
    listed = contract.meta.get("routes")
    return [str(path) for path in listed] if isinstance(listed, (list, tuple)) else [contract.operation.route]


def _adding(send: Send, headers: Iterable[tuple[bytes, bytes]]) -> Send:
    async def send_with(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return send_with


async def _health(call: Call, service: Service) -> None:
    await call.answer_json(200, {"status": "ok"}, (NO_STORE,))


async def _ready(call: Call, service: Service) -> None:
    workers = {"ready": service.pool.ready, "wanted": service.settings.workers}
    status = "ready" if service.is_ready else "not ready"
    await call.answer_json(200 if service.is_ready else 503, {"status": status, "workers": workers}, (NO_STORE,))


async def _metrics(call: Call, service: Service) -> None:
    body = service.metrics.write(service.pool).encode()
    await call.answer(200, body, ((b"content-type", TYPE.encode()), NO_STORE))


async def _openapi(call: Call, service: Service) -> None:
    await call.answer_json(200, build_document(service.declared), (NO_STORE,))


async def _page(call: Call, service: Service) -> None:
    from .page import read_page

    if b"token=" in (call.scope.get("query_string") or b""):
        # The token goes from the address bar into a cookie.
        await call.answer(303, b"", ((b"location", b"/"), NO_STORE))
        return
    page = read_page(service.declared)
    headers = (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", page.policy.encode()),
        (b"referrer-policy", b"no-referrer"),
        NO_STORE,
    )
    await call.answer(200, page.body, headers)


_MODULE_FIXED: dict[str, tuple[str, Handler]] = {
    "/v1/status/ping": ("ping", answer_ping),
    "/v1/server/status/ping": ("ping", answer_ping),
    "/v1/module/list/status": ("modules", answer_modules),
}
_FIXED: dict[str, tuple[str, Handler]] = {
    "/": ("page", _page),
    "/openapi.json": ("openapi", _openapi),
    "/healthz": ("healthz", _health),
    "/readyz": ("readyz", _ready),
    "/metrics": ("metrics", _metrics),
}
