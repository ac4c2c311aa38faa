# trap: a method patched onto a helper, by attribute and by setattr, and one onto an unused class
# %%
from aiges.sdk import WrapperBase  # kept
class Helper:  # kept
    def name(self):
        return "old"
class Other:
    pass
# %%
def better(self):  # kept
    return "new"
Helper.name = better  # kept
setattr(Helper, "size", 3)  # kept
Other.name = better
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return Helper().name(), Helper.size
