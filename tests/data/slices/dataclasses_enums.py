# trap: dataclass, enum and NamedTuple with defaults from other cells
# %%
from dataclasses import dataclass, field  # kept
from enum import Enum  # kept
from typing import NamedTuple  # kept
from aiges.sdk import WrapperBase  # kept
# %%
DEFAULT = "fast"  # kept
class Mode(Enum):  # kept
    SLOW = "slow"
    FAST = DEFAULT
class Point(NamedTuple):  # kept
    x: int
    y: int = 0
# %%
@dataclass  # kept
class Options:
    mode: Mode = Mode(DEFAULT)
    at: Point = Point(1)
    tags: list = field(default_factory=list)
DEFAULT = "slow"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return Options().mode.value, tuple(Options().at)
