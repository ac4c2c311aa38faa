# trap: a default is one object that is changed later under its own name
# %%
from aiges.sdk import WrapperBase  # kept
seen = []  # kept
def names(of=seen):  # kept
    return list(of)
# %%
seen.append("a")  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return names()
