"""Tell an author's exception in the author's own words: cells and lines, none of our frames."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

OWN_FOLDER = str(Path(__file__).resolve().parent.parent) + os.sep
_CELL = re.compile(r"cell\[\d+\]\Z")
_REPEATS_SHOWN = 3
_FRAMES_SHOWN = 40

CellResolver = Callable[[str], "int | str | None"]
_resolvers: list[CellResolver] = []


def cell_filename(number: int) -> str:
    """The file name under which a statement of cell `number` is compiled."""
    return f"cell[{number}]"


def register_cell_resolver(resolver: CellResolver) -> None:
    """Let `resolver` name the cell behind a kernel's file name: its number, a label, or None for no cell."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)


def cell_label(filename: str) -> str | None:
    """`cell[3]` for a file name that stands for a cell, None for any other."""
    if _CELL.match(filename):
        return filename
    for resolver in _resolvers:
        try:
            cell = resolver(filename)
        except Exception:  # a resolver reads a live kernel; telling the error matters more
            continue
        if cell is not None:
            return cell_filename(cell) if isinstance(cell, int) else str(cell)
    return None


def format_user_traceback(exc: BaseException) -> str:
    """The traceback of `exc` as its author should read it.

    Frames of this toolkit and of libraries are left out, unless nothing else remains; it ends at the
    author's own line, in the form `cell[3], line 7, in wrapperOnceExec`, and the exception. Causes and
    contexts are told the same way. Never raises.
    """
    try:
        return "\n\n".join(_format_chain(exc))
    except Exception:
        return "".join(traceback.format_exception_only(type(exc), exc)).rstrip()


def exception_text(exc: BaseException) -> str:
    """`ZeroDivisionError: division by zero`, in one line; survives a broken `__str__`."""
    name = type(exc).__qualname__ if type(exc).__module__ in ("builtins", "__main__", "wrapper") else _dotted(type(exc))
    try:
        words = str(exc)
    except Exception:
        words = "<its text cannot be made>"
    return f"{name}: {words}" if words else name


def user_place(exc: BaseException) -> str:
    """The finding path (`cell[3]:7`) of the innermost author's line, or an empty string."""
    place = ""
    for frame, line in traceback.walk_tb(exc.__traceback__):
        label = cell_label(frame.f_code.co_filename)
        if label is not None:
            place = f"{label}:{line}"
    return place


def _dotted(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _format_chain(exc: BaseException) -> Iterator[str]:
    chain: list[tuple[BaseException, str]] = []
    seen: set[int] = set()
    current: BaseException | None = exc
    link = ""
    while current is not None and id(current) not in seen and len(chain) < 8:
        seen.add(id(current))
        chain.append((current, link))
        if current.__cause__ is not None:
            current, link = current.__cause__, "The above exception was the direct cause of the following exception:"
        elif current.__context__ is not None and not current.__suppress_context__:
            current, link = current.__context__, "During handling of the above exception, another exception occurred:"
        else:
            current = None
    for index in range(len(chain) - 1, -1, -1):
        yield _format_one(chain[index][0])
        if index:
            yield chain[index][1]


def _format_one(exc: BaseException) -> str:
    summary = traceback.TracebackException(type(exc), exc, exc.__traceback__, limit=None, compact=True)
    frames = _user_frames(summary.stack)
    lines = ["Traceback (most recent call last):", *_frame_lines(frames)] if frames else []
    summary.__cause__ = summary.__context__ = None
    only = "".join(summary.format_exception_only()).rstrip("\n")
    lines.append(re.sub(r'File "(cell\[\d+\])", line', r"\1, line", only))
    return "\n".join(lines)


def _user_frames(stack: traceback.StackSummary) -> list[traceback.FrameSummary]:
    """The author's frames; where there are none, whatever is not ours."""
    users = [frame for frame in stack if _is_users(frame.filename)]
    return users or [frame for frame in stack if not _is_ours(frame.filename)]


def _is_ours(filename: str) -> bool:
    return filename.startswith(OWN_FOLDER)


def _is_users(filename: str) -> bool:
    if cell_label(filename) is not None:
        return True
    if filename.startswith("<"):
        return filename in ("<string>", "<stdin>") or filename.startswith("<ipython-input")
    return not (_is_ours(filename) or filename.startswith(_library_folders()) or "site-packages" in filename)


def _frame_lines(frames: list[traceback.FrameSummary]) -> Iterator[str]:
    shown = frames
    if len(frames) > 2 * _FRAMES_SHOWN:
        shown = [*frames[:_FRAMES_SHOWN], *frames[-_FRAMES_SHOWN:]]
    previous: tuple[str, int | None, str] | None = None
    repeats = 0
    for position, frame in enumerate(shown):
        if len(shown) < len(frames) and position == _FRAMES_SHOWN:
            yield f"  [{len(frames) - len(shown)} frames left out]"
        place = (frame.filename, frame.lineno, frame.name)
        repeats = repeats + 1 if place == previous else 0
        previous = place
        if repeats < _REPEATS_SHOWN:
            yield _one_frame(frame)
        elif repeats == _REPEATS_SHOWN:
            yield "  [the same line again, several times]"


def _one_frame(frame: traceback.FrameSummary) -> str:
    label = cell_label(frame.filename)
    where = label if label is not None else f'File "{frame.filename}"'
    head = f"  {where}, line {frame.lineno}, in {frame.name}"
    if sys.version_info >= (3, 11):
        code = traceback.StackSummary.from_list([frame]).format_frame_summary(frame).split("\n", 1)
        return f"{head}\n{code[1]}".rstrip() if len(code) > 1 else head
    return f"{head}\n    {frame.line}" if frame.line else head


@cache
def _library_folders() -> tuple[str, ...]:
    import sysconfig

    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return tuple(sorted({path for name in names if (path := sysconfig.get_path(name))}))
