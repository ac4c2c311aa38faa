"""What every handler of ours does: who may call it, how often, and how it says that something is wrong."""

# mypy: allow-untyped-decorators

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError

from ..errors import AigesNbError, FindingsError, SourceError, StoreError, UsageError
from ..messages import Language, hint_of, message_of
from .rate import Kind
from .services import Services

PREFIX = "aiges-nb/api"
_STATUS: Mapping[type[AigesNbError], int] = {
    UsageError: HTTPStatus.BAD_REQUEST,
    SourceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    FindingsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Refused(HTTPError):
    """A request that is refused with a message of ours and what to do about it."""

    def __init__(self, status: int, code: str, /, **params: object) -> None:
        super().__init__(status, code)
        self.code = code
        self.params = params


class Handler(APIHandler):
    """JSON in, JSON out; authenticated, authorised and bounded in rate."""

    auth_resource = "aiges_nb"
    _track_activity = False  # a panel left open must not keep an idle server from being culled
    kinds: ClassVar[Mapping[str, Kind]] = {"GET": "read"}
    """What each method counts as; whatever is not named here acts."""

    @property
    def services(self) -> Services:
        """What the handlers share."""
        found: Services = self.settings["aiges_nb"]
        return found

    @property
    def language(self) -> Language:
        """The language of the page that asks."""
        wanted = self.get_query_argument("lang", "") or self.request.headers.get("Accept-Language", "")
        return "zh" if wanted.strip().lower().startswith("zh") else "en"

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse what comes too fast, once it is known who asks."""
        await super().prepare()
        user = self.current_user
        if user is None:
            return  # refused in a moment, by the method's own decorator
        name = str(getattr(user, "username", user))
        wait = self.services.buckets.take(name, self.kinds.get(self.request.method or "", "act"))
        if wait:
            self.set_header("Retry-After", str(math.ceil(wait)))
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "lab-too-fast", wait_s=math.ceil(wait))

    def reply(self, document: Mapping[str, Any], status: int = HTTPStatus.OK) -> None:
        """Answer with a JSON document."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str))

    def read_body(self, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
        """The JSON object that was sent, with the named fields of these kinds; others may be absent or null.

        Raises:
            Refused: It is no JSON object, or a field is of another kind.
        """
        try:
            body = json.loads(self.request.body or b"{}")
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "lab-no-json") from None
        if not isinstance(body, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "lab-no-json")
        for name, kind in kinds.items():
            if body.get(name) is not None and not isinstance(body[name], kind):
                raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-field", name=name, seen=type(body[name]).__name__)
        return body

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The error as `{"error": {code, text, hint}, "findings": [...]}`."""
        exc = (kwargs.get("exc_info") or (None, None, None))[1]
        language = self.language
        findings: list[dict[str, str]] = []
        if isinstance(exc, Refused):
            code, text, hint = exc.code, message_of(exc.code, exc.params, language), ""
            hint = hint_of(exc.code, exc.params, language)
        elif isinstance(exc, AigesNbError):
            status_code = next((status for kind, status in _STATUS.items() if isinstance(exc, kind)), status_code)
            code, text = exc.code, message_of(exc.code, exc.params, language)
            hint = hint_of(exc.code, exc.params, language)
            if isinstance(exc, FindingsError):
                findings = [finding.to_json(language) for finding in exc.findings]
        elif isinstance(exc, HTTPError):
            code, text, hint = f"http-{status_code}", exc.log_message or exc.reason or "", ""
        else:
            code = "lab-broken"
            params = {"reason": f"{type(exc).__name__}: {exc}" if exc is not None else ""}
            text, hint = message_of(code, params, language), hint_of(code, params, language)
        self.set_status(status_code)
        self.set_header("Content-Type", "application/json")
        document = {"error": {"code": code, "text": text, "hint": hint}, "findings": findings}
        self.finish(json.dumps(document, ensure_ascii=False))

    def log_exception(self, *exc_info: Any) -> None:
        """Errors that are told to whoever asked need no traceback in the server's log."""
        if not isinstance(exc_info[1], AigesNbError):
            super().log_exception(*exc_info)
