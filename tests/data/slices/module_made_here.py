# trap: a module made by the notebook, imported afterwards
# %%
from aiges.sdk import WrapperBase  # kept
import sys, types  # kept
mod = types.ModuleType("helpers_x")  # kept
mod.f = lambda: 5  # kept
sys.modules["helpers_x"] = mod  # kept
# %%
import helpers_x  # kept
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return helpers_x.f()
