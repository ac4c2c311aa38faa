# trap: a lambda called where it stands
# %%
from aiges.sdk import WrapperBase  # kept
xs = []  # kept
(lambda: xs.append(1))()  # kept
(lambda v: v.append(2))(xs)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return xs
