"""Random programs cut into cells, none of which fails: what the slicer is tried on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

Pick = Callable[[Sequence[str]], str]
"""Chooses one of several texts: hypothesis does, or a random generator."""

PRELUDE = """
import contextlib

@contextlib.contextmanager
def opened(thing):
    thing.append(0)
    yield thing
    thing.append(1)
""".strip()
NAMES = {
    "int": ("a", "b", "c", "数"),
    "list": ("xs", "ys", "zs"),
    "nest": ("rows", "tables"),
    "dict": ("table", "lookup"),
    "make": ("make_xs", "shared"),
    "act": ("act_1", "act_2", "act_3"),
    "take": ("take_1", "take_2"),
    "class": ("Box", "Crate"),
    "object": ("box", "crate"),
    "seq": ("steps", "beats"),
}


READS = {
    "int": "{}",
    "list": "{}",
    "nest": "{}",
    "dict": "sorted({}.items())",
    "make": "{}()",
    "act": "{}()",
    "take": "{}([1])",
    "class": "{}([2]).shared",
    "object": "[{0}.size, {0}.items, {0}.grow()]",
    "seq": "list({})",
}
DIGITS = "0123456789"


@dataclass
class Writer:
    """A program on its way: the names that are surely bound where it stands, by what they hold."""

    pick: Pick
    alive: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in NAMES})

    def have(self, *kinds: str) -> bool:
        return all(self.alive[kind] for kind in kinds)

    def one(self, kind: str) -> str:
        return self.pick(self.alive[kind])

    def new(self, kind: str) -> str:
        """A name to bind, perhaps one that is bound already."""
        name = self.pick(NAMES[kind])
        if name not in self.alive[kind]:
            self.alive[kind].append(name)
        return name

    def number(self) -> str:
        """An expression that gives an integer."""
        ways = ["{n}"]
        ways += ["{i}", "({i} * 3 + {n}) % 97", "(lambda k=1: k + {i})()"] if self.alive["int"] else []
        ways += ["len({l})", "sum({l})", "sum(x + 1 for x in {l})", "max([0, *{l}])"] if self.alive["list"] else []
        ways += ["{d}.get('k', {n})", "sum({d}.values())"] if self.alive["dict"] else []
        ways += ["len({r})"] if self.alive["nest"] else []
        ways += ["{f}()"] if self.alive["act"] else []
        ways += ["{o}.size", "{o}.grow()", "len({o}.items)"] if self.alive["object"] else []
        ways += ["next({s}, {n})"] if self.alive["seq"] else []
        return self.fill(self.pick(ways))

    def fill(self, text: str) -> str:
        kinds = {
            "i": "int",
            "l": "list",
            "r": "nest",
            "d": "dict",
            "m": "make",
            "f": "act",
            "t": "take",
            "K": "class",
            "o": "object",
            "s": "seq",
        }
        for mark, kind in kinds.items():
            while "{" + mark + "}" in text:
                text = text.replace("{" + mark + "}", self.one(kind), 1)
        while "{n}" in text:
            text = text.replace("{n}", self.pick(DIGITS), 1)
        while "{e}" in text:
            text = text.replace("{e}", self.number(), 1)
        return text


def _read_statements() -> list[tuple[str, tuple[str, ...], str]]:
    """(kind of name it binds, kinds it needs, text) of each statement that a program may have."""
    text = Path(__file__).with_name("statements.txt").read_text("utf-8")
    found = []
    for block in text.split("\n## ")[1:]:
        head, _, body = block.partition("\n")
        kind, _, needs = head.partition("<-")
        found.append((kind.strip(), tuple(needs.split()), body.strip("\n")))
    return found


STATEMENTS = _read_statements()
BINDINGS = [statement for statement in STATEMENTS if statement[0] not in ("", "act")]
ACTIONS = [statement for statement in STATEMENTS if not statement[0]]
ACTS = [statement for statement in STATEMENTS if statement[0] == "act"]


def write_statement(writer: Writer) -> str:
    choice = {"binding": _binding, "action": _action, "act": _act}
    return choice[writer.pick(("binding", "binding", "action", "action", "action", "act"))](writer)


def _binding(writer: Writer) -> str:
    fitting = {f"{kind}: {text}": kind for kind, needs, text in BINDINGS if writer.have(*needs)}
    chosen = writer.pick(list(fitting))
    kind = fitting[chosen]
    text = writer.fill(chosen.removeprefix(f"{kind}: "))
    return text.replace("{=}", writer.new(kind))


def _action(writer: Writer) -> str:
    fitting = [text for _, needs, text in ACTIONS if writer.have(*needs)]
    if not fitting:
        return _binding(writer)
    return writer.fill(writer.pick(fitting))


def _act(writer: Writer) -> str:
    name = writer.pick(NAMES["act"])
    # Only those of a lower number are called inside, so that none calls itself.
    before = [other for other in writer.alive["act"] if other < name]
    text = writer.pick([text for _, needs, text in ACTS if (before if needs == ("before",) else writer.have(*needs))])
    if "{before}" in text:
        text = text.replace("{before}", writer.pick(before))
    text = writer.fill(text)
    if name not in writer.alive["act"]:
        writer.alive["act"].append(name)
    return text.replace("{=}", name)


@st.composite
def programs(draw: DrawFn) -> list[str]:
    """The cells of a program; the last to matter defines `Wrapper`, whose `answer()` reads some of its names."""
    return write_program(lambda options: draw(st.sampled_from(options)))


def write_program(pick: Pick, most: int = 16) -> list[str]:
    writer = Writer(pick)
    statements = [write_statement(writer) for _ in range(int(pick([str(count) for count in range(3, most)])))]
    if pick(("", "del")) and len(writer.alive["int"]) > 1:
        gone = writer.alive["int"][-1]
        if not any(_reads(text, gone) for text in statements if "def " in text or "lambda" in text):
            writer.alive["int"].remove(gone)
            statements.append(f"del {gone}")
    readable = [READS[kind].format(name) for kind, names in writer.alive.items() for name in names]
    wanted = dict.fromkeys(pick(readable) for _ in range(2))
    body = ", ".join(f"repr({text})" for text in wanted)
    wrapper = f"class Wrapper(WrapperBase):\n    def answer(self):\n        return [{body}]"
    later = [write_statement(writer) for _ in range(int(pick("0123")))]
    cells = [f"from aiges.sdk import WrapperBase\n{PRELUDE}"]
    for statement in [*statements, wrapper, *later]:
        if pick(("cell", "line")) == "cell":
            cells.append(statement)
        else:
            cells[-1] += "\n" + statement
    return cells


def _reads(text: str, name: str) -> bool:
    return bool(re.search(rf"\b{name}\b", text))
