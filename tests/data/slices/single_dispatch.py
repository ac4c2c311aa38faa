# trap: implementations registered on a generic function by attribute, all under the name _
# %%
from aiges.sdk import WrapperBase  # kept
from functools import singledispatch  # kept
@singledispatch  # kept
def kind(value):
    return "other"
# %%
@kind.register(int)  # kept
def _(value):
    return "int"
# %%
@kind.register(str)  # kept
def _(value):
    return "str"
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return kind(1), kind("a"), kind(None)
