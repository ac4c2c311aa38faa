"""Who may call: the right host, an origin of our own, the token. Looked at before anything else."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from ..findings import error
from .http import Call, Refused
from .settings import LOOPBACK, ServerSettings

OPEN_PATHS = frozenset({"/healthz", "/readyz"})
SAFE_METHODS = frozenset({"GET", "HEAD"})


def make_token() -> str:
    """A fresh token of 32 random bytes, safe in a URL."""
    return secrets.token_urlsafe(32)


class Guard:
    """Turns down whoever is not meant to call. The token itself is never shown, logged or compared in the open."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._token = settings.token.encode()
        self._bearer = b"Bearer " + self._token
        self._cookie = hashlib.sha256(b"cookie:" + self._token).hexdigest().encode()
        self._cookie_name = b"aiges_nb_%d" % settings.port
        self._hosts = {name.lower() for name in settings.allowed_hosts}
        self._known_hosts: set[bytes] = set()

    def check(self, call: Call) -> tuple[tuple[bytes, bytes], ...]:
        """Headers to send along; raises for a caller who may not.

        Raises:
            Refused: 400 or 403 for the wrong host or origin, 401 without the token, 431 for too many headers.
        """
        headers = call.headers
        host = headers.get(b"host", b"")
        if host not in self._known_hosts:
            self._check_host(host)
        count = len(call.scope["headers"])
        if count > 32:
            self._check_size(call.scope["headers"])
        origin = headers.get(b"origin")
        if origin is not None and call.method not in SAFE_METHODS:
            self._check_origin(origin, host, call.scope.get("scheme", "http"))
        elif origin is None and headers.get(b"sec-fetch-site") == b"cross-site" and call.method not in SAFE_METHODS:
            raise Refused(403, [error("header.origin", "origin-not-allowed", value="cross-site")])
        if not self._token or call.path in OPEN_PATHS:
            return ()
        given = headers.get(b"authorization")
        if given is not None and hmac.compare_digest(given, self._bearer):
            return ()
        return self._check_browser(call)

    def _check_browser(self, call: Call) -> tuple[tuple[bytes, bytes], ...]:
        cookies = call.headers.get(b"cookie", b"")
        for pair in cookies.split(b";"):
            name, _, value = pair.strip().partition(b"=")
            if name == self._cookie_name and hmac.compare_digest(value, self._cookie):
                return ()
        query = call.scope.get("query_string") or b""
        if call.method in SAFE_METHODS and b"token=" in query:
            for name, value in parse_qsl(query.decode("latin-1")):
                if name == "token" and hmac.compare_digest(value.encode(), self._token):
                    # `Strict`: no other site's page can have the browser send it.
                    head = b"%s=%s; Path=/; HttpOnly; SameSite=Strict" % (self._cookie_name, self._cookie)
                    return ((b"set-cookie", head),)
        raise Refused(401, [error("header.authorization", "token-needed")], headers=((b"www-authenticate", b"Bearer"),))

    def _check_size(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        limits = self._settings.limits
        pairs = list(headers)
        if len(pairs) > limits.headers or sum(len(name) + len(value) for name, value in pairs) > limits.header_bytes:
            raise Refused(431, [error("header", "headers-too-large", limit=limits.headers, size=limits.header_bytes)])

    def _check_host(self, host: bytes) -> None:
        name = host_name(host.decode("latin-1"))
        if not self._is_allowed(name):
            raise Refused(403, [error("header.host", "host-not-allowed", value=name[:80])])
        if len(self._known_hosts) < 64:
            self._known_hosts.add(host)

    def _is_allowed(self, name: str) -> bool:
        """A rebound name is a name: addresses are safe where the server means to be reached from elsewhere."""
        if name in LOOPBACK or name == self._settings.host.lower() or name in self._hosts or "*" in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._settings.is_loopback

    def _check_origin(self, origin: bytes, host: bytes, scheme: str) -> None:
        """A page of another site must not make a browser call us."""
        shown = origin.decode("latin-1")
        parts = urlsplit(shown) if "://" in shown else None
        if parts is None or parts.netloc.lower().encode("latin-1") != host.lower():
            raise Refused(403, [error("header.origin", "origin-not-allowed", value=shown[:80])])


def host_name(host: str) -> str:
    """The name or address of a Host header, without port and brackets, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host
