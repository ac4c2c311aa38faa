# trap: a context manager of the notebook that changes what it holds
# %%
from contextlib import contextmanager  # kept
from aiges.sdk import WrapperBase  # kept
DEPTH = []  # kept
@contextmanager  # kept
def deeper():
    DEPTH.append(1)
    yield
with deeper():  # kept
    pass
class Enter:  # kept
    def __enter__(self):
        DEPTH.append(2)
        return self
    def __exit__(self, *problem):
        return False
with Enter():  # kept
    print("inside")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return DEPTH
