# trap: a call is given a lambda that changes what it is given too
# %%
from aiges.sdk import WrapperBase  # kept
rows, seen = [[1], [2]], []  # kept
total = sum(map(lambda row: len(row), rows))
count = len(list(map(lambda row: row.append(0), rows)))  # kept
order = sorted([3, 1], key=lambda value: seen.append(value) or value)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rows, seen
