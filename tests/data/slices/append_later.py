# trap: append, extend, insert, item and attribute set after the class
# %%
from aiges.sdk import WrapperBase  # kept
words = ["a"]  # kept
other = []
class Options:  # kept
    mode = "slow"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return words, Options.mode
# %%
words.append("b")  # kept
words.extend(["c"])  # kept
words[0] = "z"  # kept
words.copy()
words.index("b")
other.append("d")
Options.mode = "fast"  # kept
