# trap: next() on an iterator that the class goes on with
# %%
from aiges.sdk import WrapperBase  # kept
numbers = iter([1, 2, 3])  # kept
header = next(numbers)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return list(numbers)
