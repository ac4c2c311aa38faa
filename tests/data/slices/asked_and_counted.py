# trap: `in` and `len` change the object
# %%
from aiges.sdk import WrapperBase  # kept
class Cm:  # kept
    def __init__(self): self.n = 0
    def __contains__(self, x): self.n += 1; return True
    def __len__(self): self.n += 5; return 1
cm = Cm()  # kept
1 in cm  # kept
len(cm)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return cm.n
