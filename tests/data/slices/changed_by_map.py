# trap: a changing function handed to map, and a bound method under a name of its own
# %%
from aiges.sdk import WrapperBase  # kept
TABLE = []  # kept
def learn(word):  # kept
    TABLE.append(word)
ignored = list(map(learn, ["a", "b"]))  # kept
put = TABLE.append  # kept
put("c")  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return TABLE
