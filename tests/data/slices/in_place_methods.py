# trap: sort, reverse, update, pop, setdefault, also where the result is used
# %%
from aiges.sdk import WrapperBase  # kept
rows = [3, 1, 2]  # kept
rows.sort()  # kept
top = rows.pop()  # kept
table = {"a": 1}  # kept
table.update(b=2)  # kept
known = table.setdefault("c", 3)  # kept
table.get("a")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rows, table
