"""Freeze objects of a notebook: take them from this session, or run the cells that make them in a process."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ..errors import PackageError, SliceError, UsageError
from ..findings import Finding, has_errors, warning
from . import session
from .subject import Subject

if TYPE_CHECKING:
    from ..exchange.frozen import Frozen
    from ..slicing import RequirementSet


_USES_TENSORS: Final = re.compile(r"^[ \t]*(?:from|import)\s+safetensors\b", re.MULTILINE)
"""A notebook that keeps weights as safetensors has them frozen in that form, else as npz."""


def freeze_names(
    subject: Subject, names: Sequence[str], *, allow_pickle: bool = False, timeout: float | None = None
) -> tuple[Frozen, ...]:
    """The objects that the names stand for: a live class's in this session, a file's once its cells have run.

    Args:
        timeout: Seconds that the cells may take which make them.
    Raises:
        UsageError: nothing gives such a name.
        SliceError: what makes an object cannot be lifted out of the notebook.
        PackageError: an object has no form that may be written, with what to do for each.
        WrapperError: a cell raised.
    """
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if not name.isidentifier():
            raise UsageError("freeze-unknown", name=name)
    if subject.cls is not None:
        return _freeze_live(wanted, allow_pickle)
    from ..invoke.freezing import freeze_program
    from ..slicing import slice_values

    assert subject.notebook is not None
    slice_ = slice_values(subject.notebook, wanted)
    if has_errors(slice_.findings):
        raise SliceError(slice_.findings)
    as_tensors = any(_USES_TENSORS.search(cell.source) for cell in subject.notebook.code_cells)
    return freeze_program(slice_.program, wanted, allow_pickle=allow_pickle, as_tensors=as_tensors, timeout_s=timeout)


def _freeze_live(names: Iterable[str], allow_pickle: bool) -> tuple[Frozen, ...]:
    from ..exchange.frozen import freeze_value

    namespace = session.live_namespace()
    found, refused = [], list[Finding]()
    for name in names:
        if name not in namespace:
            raise UsageError("freeze-unknown", name=name)
        try:
            value = namespace[name]
            found.append(freeze_value(name, value, allow_pickle=allow_pickle, as_tensors="safetensors" in sys.modules))
        except PackageError as refusal:
            refused.extend(refusal.findings)
    if refused:
        raise PackageError(refused)
    return tuple(found)


def check_frozen(frozen: Iterable[Frozen], requirements: RequirementSet) -> list[Finding]:
    """Files that may run code, and files made with another release than the package will load them with."""
    pins = {
        module.partition(".")[0]: line
        for line in requirements.lines
        for module in line.modules
        if line.specifier.startswith("==")
    }
    findings = []
    for one in frozen:
        if one.runs_code:
            findings.append(warning(one.path, "freeze-pickled", name=one.name, file=one.path))
        for top, version in sorted(one.versions.items()):
            line = pins.get(top)
            pinned = line.specifier.removeprefix("==") if line is not None else version
            if pinned != version.partition("+")[0]:
                params = {"name": one.name, "library": top, "made": version, "loaded": pinned}
                findings.append(warning(one.path, "freeze-other-release", **params))
    return findings
