"""How a package of each target is proven; found by the target's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from ..errors import UsageError
from ..package import Manifest
from .trial import Trial

GROUP: Final = "aiges_nb.proofs"
_BUILT_IN: Final = {
    "aiges": "aiges_nb.proof.aiges:PROOF",
    "codeproject": "aiges_nb.proof.codeproject:PROOF",
    "http": "aiges_nb.proof.http:PROOF",
    "pyaiges": "aiges_nb.proof.pyaiges:PROOF",
}


@dataclass(frozen=True)
class Wanted:
    """The text of a requirements.txt, and wheels of the package that are installed after it as they are."""

    requirements: str
    wheels: tuple[Path, ...] = ()


class Kind(Protocol):
    """What proves one target's packages; others declare theirs as entry points of the group `aiges_nb.proofs`."""

    def environment(self, folder: Path, manifest: Manifest) -> Wanted:
        """What is installed in the clean environment."""
        ...

    def check(self, trial: Trial) -> None:
        """Try everything that the platform would do, step by step."""
        ...


@cache
def _declared() -> dict[str, str]:
    from importlib.metadata import entry_points

    declared: dict[str, str] = {}
    for point in entry_points(group=GROUP):
        declared.setdefault(point.name, point.value)
    return {**declared, **_BUILT_IN}


def find_kind(target: str) -> Kind | None:
    """How packages of `target` are proven; None where nobody declares it.

    Raises:
        UsageError: What is declared cannot be loaded.
    """
    value = _declared().get(target)
    if value is None:
        return None
    module, _, attribute = value.partition(":")
    try:
        return cast("Kind", getattr(import_module(module), attribute))
    except (ImportError, AttributeError) as failure:
        raise UsageError("proof-kind-broken", target=target, reason=str(failure)) from failure
