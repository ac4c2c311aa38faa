# trap: without it a function's annotations are evaluated, those of its variables are not
# %%
from typing import List  # kept
from aiges.sdk import WrapperBase  # kept
Words = List[str]  # kept
# %%
def count(words: Words) -> int:  # kept
    found: NeverDefined = len(words)
    return found
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return count(["a"])
