# trap: names bound inside expressions, comprehensions included
# %%
from aiges.sdk import WrapperBase  # kept
rows = [3, 5, 8]  # kept
if (count := len(rows)) > 2:  # kept
    pass
print([seen := row for row in rows])  # kept
row = "not this one"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return count, seen
