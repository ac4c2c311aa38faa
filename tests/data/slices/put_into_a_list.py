# trap: the class reads the list; what was put in changes afterwards under its own name
# %%
from aiges.sdk import WrapperBase  # kept
queue = []  # kept
item = {"n": 1}  # kept
queue.append(item)  # kept
# %%
item["n"] = 2  # kept
item = {"n": 9}
item["n"] = 10
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return queue
