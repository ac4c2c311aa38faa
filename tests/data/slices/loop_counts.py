# trap: going through an object changes it
# %%
from aiges.sdk import WrapperBase  # kept
class Src:  # kept
    def __init__(self): self.n = 0
    def __iter__(self):
        self.n += 1
        return iter([1])
src = Src()  # kept
for _ in src: pass  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return src.n
