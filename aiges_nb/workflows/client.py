"""Write a client for a class or a running server, and use a server like a local class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .contract import contract_of

if TYPE_CHECKING:
    from ..contract import Contract

DEFAULT_URL = "http://127.0.0.1:8000"


def client(
    target: object = None, /, *, lang: str = "python", source: str | Path | None = None, url: str | None = None,
    token: str = "", out: str | Path | None = None,
) -> str:  # fmt: skip
    """The text of a client: one file of Python or JavaScript, or curl commands.

    Args:
        target: A class, a class name, the path of a notebook, script or package, or the URL of a running server.
        lang: `python`, `js` or `curl`.
        url: Where the service will be; a server's own address when left out.
        token: What that server asks for; for one on this machine `AIGES_NB_TOKEN` when left out.
        out: Also written to this file.
    Raises:
        UsageError: No such class or language; nothing of ours answers at the URL.
    """
    from ..clients import LANGUAGES, write_client

    if lang not in LANGUAGES:
        raise UsageError("client-language", name=lang, known=", ".join(LANGUAGES))
    place = source if source is not None else target
    if isinstance(place, str) and place.startswith(("http://", "https://")):
        contract, url = fetch_contract(place, token), url or place
    else:
        contract = contract_of(target, source=source)
    written = write_client(contract, lang, url=url or DEFAULT_URL)
    if out is not None:
        try:
            Path(out).write_text(written, "utf-8")
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise UsageError("output-not-written", path=str(out), reason=reason) from failure
    return written


def fetch_contract(url: str, token: str = "") -> Contract:
    """What the server at `url` declares.

    Raises:
        UsageError: Nothing answers there, or no server of this toolkit.
    """
    from ..contract import contract_from_json
    from ..contract.transfer import CONTRACT_KEY
    from ..invoke.http_client import ServiceError, Transport, own_token

    try:
        document = Transport(url, token or own_token(url), timeout=10).call("GET", "/openapi.json")[2]
    except (OSError, ServiceError, ValueError) as failure:
        raise UsageError("client-no-server", url=url, reason=str(failure)) from None
    declared: Any = document.get(CONTRACT_KEY) if isinstance(document, dict) else None
    if not isinstance(declared, dict):
        raise UsageError("client-no-contract", url=url)
    try:
        return contract_from_json(declared)
    except (KeyError, TypeError, ValueError):
        raise UsageError("client-no-contract", url=url) from None
