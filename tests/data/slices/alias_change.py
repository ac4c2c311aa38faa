# trap: changed under another name, through a part of it and through a loop
# %%
from aiges.sdk import WrapperBase  # kept
table = {"a": [], "b": []}  # kept
same = table  # kept
part = table["a"]  # kept
fresh = list(table)
# %%
same["c"] = []  # kept
part.append(1)  # kept
fresh.append("d")
for row in table.values():  # kept
    row.append(2)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return table
