# trap: a function changes a global table; it is called for that, its result used or not
# %%
from aiges.sdk import WrapperBase  # kept
TABLE = []  # kept
LOG = []
def note(word):
    LOG.append(word)
def learn(word):  # kept
    TABLE.append(word)
    return len(TABLE)
def learn_all(words):  # kept
    for word in words:
        learn(word)
# %%
learn("a")  # kept
count = learn("b")  # kept
learn_all(["c", "d"])  # kept
note("e")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return TABLE
