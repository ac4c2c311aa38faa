# trap: a call changes the object that a default is
# %%
from aiges.sdk import WrapperBase  # kept
seen = []  # kept
def note(value, into=seen):  # kept
    into.append(value)
    return len(into)
other = []
def jot(value, into=other):
    into.append(value)
# %%
jot(1)
count = note(1)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return seen
