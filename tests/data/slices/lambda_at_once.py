# trap: a lambda that is called at once reads what holds then, not at the end
# %%
from aiges.sdk import WrapperBase  # kept
weight = {"a": 2, "b": 1}  # kept
order = sorted("ab", key=lambda name: weight[name])  # kept
# %%
weight = {"a": 1, "b": 2}  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return order
