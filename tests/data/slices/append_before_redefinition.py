# trap: what was appended to an object that was replaced since does not matter
# %%
from aiges.sdk import WrapperBase  # kept
words = ["a"]
words.append("b")
# %%
words = ["c"]  # kept
words.append("d")  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return words
