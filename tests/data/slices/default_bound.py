# trap: a default is bound when the function is defined, the body's names when it is called
# %%
from aiges.sdk import WrapperBase  # kept
size = 3  # kept
def pad(text, width=size):  # kept
    return text.ljust(width, mark)
# %%
size = 7
mark = "."  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return pad("a")
