# trap: nonlocal state lives in the closure
# %%
from aiges.sdk import WrapperBase  # kept
def counter():  # kept
    n = 0
    def bump():
        nonlocal n
        n += 1
        return n
    return bump
n = 100
bump = counter()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return bump() + bump()
