# trap: loops that fill different tables with the same loop variable
# %%
from aiges.sdk import WrapperBase  # kept
squares = {}  # kept
cubes = {}
# %%
for i in range(3):
    cubes[i] = i ** 3
for i in range(3):  # kept
    squares[i] = i * i
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return squares
