# trap: a comprehension that changes what it goes through
# %%
from aiges.sdk import WrapperBase  # kept
rows = [[1], [2]]  # kept
[row.append(0) for row in rows]  # kept
[row.count(0) for row in rows]
row = []
row.append(3)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rows
