"""Let a class cross to the other platform on its way into a package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..findings import Finding
from ..program import Program
from ..types import Platform
from .subject import runnable_program

if TYPE_CHECKING:
    from ..contract import Contract
    from ..exchange.golden import GoldenCase
    from ..invoke.backend import Backend
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
    from ..package.crossing import check_crossing, cross_program, runnable_here, with_libraries

    given = tuple(slice_.given)
    runnable = runnable_program(replace(slice_, given=()), frozen, folder)
    return Crossed(
        replace(slice_, program=cross_program(slice_.program, contract, platform, given), given=()),
        runnable_here(cross_program(runnable, contract, platform, given)),
        replace(slice_, program=with_libraries(slice_.program, contract)),
        check_crossing(contract, platform),
    )


def cross_pins(
    cases: Iterable[GoldenCase], worker: Backend, *, timeout_s: float | None = None
) -> tuple[GoldenCase, ...]:
    """The same requests to the generated class, with what it answers; the author's class answered them before."""
    from ..exchange import make_request
    from ..exchange.golden import GoldenCase
    from .golden import call_golden

    contract = worker.contract
    found = []
    for case in cases:
        values: dict[str, object] = {**case.request.params, **{item.key: item.data for item in case.request.inputs}}
        texts = {param.key for operation in contract.operations for param in operation.params}
        values = {
            key: value.decode("utf-8") if key in texts and isinstance(value, bytes) else value
            for key, value in values.items()
        }
        inputs = {item.key for item in contract.inputs}
        values = {
            key: str(value).encode() if key in inputs and isinstance(value, str) else value
            for key, value in values.items()
        }
        if case.request.operation and "route" in texts:
            values["route"] = case.request.operation
        request = make_request(contract, values, read_files=False)
        response, _ = call_golden(worker, request, timeout_s)
        found.append(GoldenCase(case.name, request, response, tolerance=case.tolerance, origin=case.origin))
    return tuple(found)
