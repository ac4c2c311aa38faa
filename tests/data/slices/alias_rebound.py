# trap: a name that stood for the needed object no longer does
# %%
from aiges.sdk import WrapperBase  # kept
words = ["a"]  # kept
copy = words
copy = ["x"]
copy.append("y")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return words
