"""Let a class cross to the other platform on its way into a package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..findings import Finding
from ..program import Program
from ..types import Platform
from .subject import runnable_program

if TYPE_CHECKING:
    from ..contract import Contract
    from ..package import Target
    from ..slicing import FrozenObject, Slice


@dataclass(frozen=True)
class Crossed:
    """A slice with a generated class behind the author's; `libraries` has what the author's SDK brought along too."""

    slice_: Slice
    runnable: Program
    libraries: Slice
    findings: tuple[Finding, ...]


def cross(
    slice_: Slice, contract: Contract, target: Target, frozen: Sequence[FrozenObject] = (), folder: str = ""
) -> Crossed | None:
    """The class as the target's platform wants it; None where it was written for that."""
    platform: Platform | None = getattr(target, "platform", None)
    if platform is None or platform == contract.platform:
        return None
    from ..package import check_crossing, cross_program, runnable_here, with_libraries

    given = tuple(slice_.given)
    runnable = runnable_program(replace(slice_, given=()), frozen, folder)
    return Crossed(
        replace(slice_, program=cross_program(slice_.program, contract, platform, given), given=()),
        runnable_here(cross_program(runnable, contract, platform, given)),
        replace(slice_, program=with_libraries(slice_.program, contract)),
        check_crossing(contract, platform),
    )
