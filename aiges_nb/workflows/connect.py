"""Use a server like a local class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from ..errors import UsageError
from .client import fetch_contract
from .contract import contract_of
from .run import wait_for

if TYPE_CHECKING:
    from ..contract import Contract
    from ..invoke.remote import RemoteBackend
    from ..invoke.run import Run
    from ..widgets import Form


class Remote:
    """A class that is served elsewhere: `run()` shows its form, `run(values)` begins a run, as a local one's do."""

    def __init__(self, backend: RemoteBackend) -> None:
        self._backend = backend

    @property
    def url(self) -> str:
        """Where the server answers."""
        return self._backend.transport.url

    @property
    def contract(self) -> Contract:
        """What it declares."""
        return self._backend.contract

    @overload
    def run(
        self,
        values: Mapping[str, object],
        /,
        *,
        route: str = "",
        timeout: float | None = None,
        wait: bool = False,
        **named: object,
    ) -> Run: ...

    @overload
    def run(
        self,
        values: None = None,
        /,
        *,
        route: str = "",
        timeout: float | None = None,
        wait: bool = False,
        **named: object,
    ) -> Any: ...

    def run(
        self,
        values: Mapping[str, object] | None = None,
        /,
        *,
        route: str = "",
        timeout: float | None = None,
        wait: bool = False,
        **named: object,
    ) -> Run | Form:
        """The run with these values, begun at the server; without any values, the form.

        Args:
            values: By declared key, as of `aiges_nb.run`.
            route: Which of several routes of a module, by its name, route or command; as of `aiges_nb.run`.
            timeout: Seconds the run may take.
            wait: Wait for its end; a Ctrl-C meanwhile cancels it.
        Raises:
            RequestError: The values do not fit what is declared; nothing is sent.
        """
        if values is None and not named and not wait:
            from ..widgets import build_form

            return build_form(self._backend, operation=route, timeout_s=timeout)
        from ..exchange import make_request

        request = make_request(self.contract, {**(values or {}), **named}, operation=route)
        begun = self._backend.start(request, timeout_s=timeout)
        return wait_for(begun) if wait else begun

    def __repr__(self) -> str:
        return f"<Remote {self.contract.service_id} at {self.url}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render import render_contract

        return dict(render_contract(self.contract, ()))


def connect(url: str, target: object = None, /, *, token: str = "", timeout: float = 120.0) -> Remote:
    """The class that is served at `url`.

    Args:
        url: A server of this toolkit, a CodeProject.AI server, or the host of an AIGES endpoint.
        target: The class (or its notebook, script or package) behind a server that does not tell what it declares.
        token: What the server asks for; for one on this machine `AIGES_NB_TOKEN` when left out.
        timeout: Seconds to wait for one answer of the server.
    Raises:
        UsageError: Nothing answers there, or it does not say what it declares and no class was given.
    """
    from ..invoke.http_client import Transport, own_token
    from ..invoke.remote import RemoteBackend

    if target is not None:
        contract = contract_of(target)
    else:
        try:
            contract = fetch_contract(url, token)
        except UsageError as refused:
            if refused.code == "client-no-contract":
                raise UsageError("remote-no-contract", url=url) from None
            raise
    return Remote(RemoteBackend(contract, Transport(url, token or own_token(url), timeout)))
