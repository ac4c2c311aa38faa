# trap: the variable of a comprehension is its own
# %%
from aiges.sdk import WrapperBase  # kept
x = 5
k = 2  # kept
squares = [x * k for x in range(3)]  # kept
by = {x: (lambda x: x + k)(x) for x in squares}  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return squares, by
