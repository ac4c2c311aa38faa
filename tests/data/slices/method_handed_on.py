# trap: a bound method handed to a function
# %%
from aiges.sdk import WrapperBase  # kept
def apply(f, x): return f(x)  # kept
log = []  # kept
apply(log.append, 3)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return log
