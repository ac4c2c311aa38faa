# trap: copies that share what is inside, and one that does not
# %%
from aiges.sdk import WrapperBase  # kept
import copy
a = {"x": [1]}  # kept
b = copy.deepcopy(a)
b["x"].append(2)
c = a.copy()  # kept
c["x"].append(3)  # kept
d = dict(a)  # kept
d["x"].append(4)  # kept
e = list(a.values())  # kept
e[0].append(5)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return a
