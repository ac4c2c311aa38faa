# long: async code, generators, protocols and caches; top-level awaits of trials stay behind
# requires:
# %%
import asyncio  # kept
import functools  # kept
import itertools  # kept
import random  # kept
from abc import ABC, abstractmethod  # kept
from dataclasses import dataclass, replace  # kept
from typing import ClassVar, Protocol  # kept
from aiges.sdk import WrapperBase  # kept
# %%
random.seed(3)  # kept
numbers = [random.randint(0, 9) for _ in range(6)]  # kept
random.shuffle(numbers)  # kept
numbers
# %%
class Step(Protocol):  # kept
    async def __call__(self, value: int) -> int: ...


@dataclass(frozen=True)  # kept
class Plan:
    made: ClassVar[list] = []
    name: str
    steps: tuple["Step", ...] = ()
# %%
async def add(value):  # kept
    await asyncio.sleep(0)
    return value + OFFSET


async def square(value):  # kept
    return value * value


OFFSET = 2  # kept
# %%
plan = Plan("first")  # kept
plan = replace(plan, steps=(add, square))  # kept
Plan.made.append(plan.name)  # kept
# %%
result = await add(1)
print(result)
# %%
async def run(plan, value):  # kept
    for step in plan.steps:
        value = await step(value)
    return value
# %%
await run(plan, 3)
# %%
def windows(values, width=2):  # kept
    for index in range(len(values) - width + 1):
        yield values[index : index + width]


pairs = windows(numbers)  # kept
next(pairs)  # kept
# %%
class Shape(ABC):  # kept
    kinds: dict = {}

    def __init_subclass__(cls, **options):
        Shape.kinds[cls.__name__] = cls

    @abstractmethod
    def area(self): ...


class Box(Shape):  # kept
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


class Disc(Shape):  # kept
    def area(self):
        return 3
# %%
@functools.cache  # kept
def total(stop):
    return sum(itertools.islice(itertools.count(), stop))


total(1000)
# %%
OFFSET = 5  # kept
table = {kind: Shape.kinds[kind] for kind in sorted(Shape.kinds)}  # kept
if (most := max(numbers)) > 3:  # kept
    most = -most
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return asyncio.run(run(plan, 1)), next(pairs), list(table), total(5), Plan.made, most, Box(3).area()
