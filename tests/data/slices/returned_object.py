# trap: a function gives out the shared object, and what it gives is changed
# %%
from aiges.sdk import WrapperBase  # kept
_registry = {}  # kept
def registry():  # kept
    return _registry
# %%
registry()["a"] = 1  # kept
mine = registry()  # kept
mine["b"] = 2  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return registry()
