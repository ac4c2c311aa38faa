# trap: names bound by with, in its head and in its body
# %%
from aiges.sdk import WrapperBase  # kept
import io  # kept
# %%
with io.StringIO("a\nb\n") as stream:  # kept
    lines = stream.read().split()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return lines
