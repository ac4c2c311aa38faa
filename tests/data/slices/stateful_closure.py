# trap: closures that count, under two names
# %%
from aiges.sdk import WrapperBase  # kept
def counter(start):  # kept
    count = start
    def step():
        nonlocal count
        count += 1
        return count
    return step
# %%
step = counter(0)  # kept
same = step  # kept
other = counter(5)
if same() > 0:  # kept
    high = True
other()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return step()
