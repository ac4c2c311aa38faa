"""Check that every name the kept statements read has a source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from ..findings import Finding, error, info, warning
from ..program import Place
from ..source import Cell, CleanCell, TopStatement
from .reach import BUILTIN_NAMES, Reach

GIVEN_NAMES = frozenset(
    """
    AUDIO AudioBodyField BooleanParamField DataAudio DataBegin DataContinue DataEnd DataImage DataListCls DataListNode
    DataOnce DataText DataVideo Field IMAGE ImageBodyField IntegerParamField JSON JsonBodyField LogMethod LogVerbosity
    ModuleOptions ModuleRunner NumberParamField Once PROCESS_MODE ParamField PayloadField RequestData Response
    ResponseData
    STRING SessionCreateResponse SessionManager Status StreamHandleThread StringBodyField StringParamField THREAD_MODE
    Types VIDEO WorkerThread WrapperBase callback getFileLogger init_rq log
    """.split()
)
"""What `%%aiges_wrapper` puts at hand without import lines; a target brings them as platform imports."""


NOTEBOOK_CODES = {
    **dict.fromkeys("_ __ ___ exit quit display".split(), "notebook-name"),
    **dict.fromkeys("In Out _i _ii _iii _ih _oh _dh".split(), "notebook-history"),
    "get_ipython": "get-ipython",
}
"""What only a notebook gives, and what is said of it."""


def check_names(
    tops: Sequence[TopStatement],
    reach: Reach,
    cells: Iterable[tuple[Cell, CleanCell]],
    skipped: Sequence[TopStatement],
) -> tuple[list[Finding], tuple[str, ...]]:
    """What is wrong with the names that the kept statements read, and the authoring names used without an import."""
    check = _Check(tops, reach, tuple(cells), skipped)
    findings = [*check.names(), *check.deleted()]
    return findings, tuple(sorted(check.given_used))


class _Check:
    def __init__(
        self,
        tops: Sequence[TopStatement],
        reach: Reach,
        cells: tuple[tuple[Cell, CleanCell], ...],
        skipped: Sequence[TopStatement],
    ) -> None:
        self.tops = tops
        self.reach = reach
        self.skipped = skipped
        self.everywhere = {name for top in tops for name in top.names.defs | top.names.sets}
        stars = [(top.names.stars, reach.stars[top.position]) for top in tops if top.position in reach.stars]
        self.unknown_stars = sorted({module for modules, names in stars if names is None for module in modules})
        self.known = BUILTIN_NAMES.union(*(names for _, names in stars if names))
        self.broken = next((cell.number for cell, clean in cells if clean.error), None)
        self.given = GIVEN_NAMES if _begins_with_magic(cells) else frozenset[str]()
        self.given_used: set[str] = set()

    def names(self) -> Iterator[Finding]:
        """Names without a source, or read before they have one."""
        so_far: set[str] = set()
        for top in self.tops:
            if top.error is not None:
                yield error(str(top.place), "statement-unreadable", reason=top.error.msg)
            for name in sorted(top.names.now - so_far - self.known):
                yield from self._missing(top, name, is_now=True)
            for name in sorted(top.names.later - self.everywhere - self.known - top.names.now):
                yield from self._missing(top, name, is_now=False)
            so_far |= top.names.defs | self.reach.sets_of(top)

    def deleted(self) -> Iterator[Finding]:
        """A name that is gone where it is read: the notebook would fail there."""
        definers = self.reach.definers
        for gone in self.reach.statements:
            for name in sorted(gone.names.deletes & definers.keys()):
                if any(at > gone.position for at in definers[name]):
                    continue
                reader = next((top for top in self.tops if name in top.names.later), None)
                if reader is not None:
                    yield error(str(gone.place), "deleted-name", name=name, place=str(reader.place))

    def _missing(self, top: TopStatement, name: str, *, is_now: bool) -> Iterator[Finding]:
        place = str(_place_of_name(top, name))
        first = self.reach.by_position[self.reach.definers[name][0]] if name in self.reach.definers else None
        if name in self.given:
            self.given_used.add(name)
        elif is_now and first is not None:
            if first.position != top.position:
                yield error(place, "used-before-defined", name=name, place=str(first.place))
        elif name in NOTEBOOK_CODES:
            yield error(place, NOTEBOOK_CODES[name], name=name)
        elif self.unknown_stars:
            yield warning(place, "name-from-star", name=name, modules=", ".join(self.unknown_stars))
        elif _is_guarded(top.node, name):
            yield info(place, "name-guarded", name=name)
        else:
            yield self._without_source(place, name)

    def _without_source(self, place: str, name: str) -> Finding:
        skipped = next((other for other in self.skipped if name in other.names.defs), None)
        if skipped is not None:
            return error(place, "name-skipped", name=name, place=str(skipped.place))
        if self.broken is not None:
            return error(place, "name-in-broken-cell", name=name, cell=self.broken)
        near = get_close_matches(name, sorted({*self.reach.definers, *BUILTIN_NAMES}), 1)
        return error(place, "name-without-source", name=name, near=near[0] if near else "-")


def _begins_with_magic(cells: Iterable[tuple[Cell, CleanCell]]) -> bool:
    """Whether a cell begins with %%aiges_wrapper, so that the authoring names count as given."""
    return any(
        escape.kind == "cell-magic" and escape.name == "aiges_wrapper" for _, clean in cells for escape in clean.escapes
    )


def _is_guarded(node: ast.stmt, name: str) -> bool:
    """Whether the name is only read where a NameError is caught, or behind `'name' in globals()`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Try) and any(_catches_name_error(handler) for handler in inner.handlers):
            inside = any(
                isinstance(part, ast.Name) and part.id == name
                for statement in inner.body
                for part in ast.walk(statement)
            )
            if inside:
                return True
    return False


def _catches_name_error(handler: ast.ExceptHandler) -> bool:
    return handler.type is not None and "NameError" in ast.unparse(handler.type)


def _place_of_name(top: TopStatement, name: str) -> Place:
    for inner in ast.walk(top.node):
        if isinstance(inner, ast.Name) and inner.id == name:
            return Place(top.statement.cell, inner.lineno)
    return top.place
