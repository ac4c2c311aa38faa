# trap: a function that sets a global must be called, and the call travels
# %%
from aiges.sdk import WrapperBase  # kept
def setup(n):  # kept
    global table
    table = [n] * 2
def unused():
    global other
    other = 1
# %%
setup(4)  # kept
unused()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return table
