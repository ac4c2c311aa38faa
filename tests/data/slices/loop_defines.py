# trap: names that a loop leaves behind, and one loop variable used by two loops
# %%
from aiges.sdk import WrapperBase  # kept
words = ["a", "bb", "ccc"]  # kept
for word in words:
    print(word)
# %%
for word in words:  # kept
    last = len(word)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return last
