# trap: names that may come from a module that is not there
# %%
from aiges.sdk import WrapperBase  # kept
from no_such_module_anywhere import *  # kept
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return mystery  # told: name-from-star
