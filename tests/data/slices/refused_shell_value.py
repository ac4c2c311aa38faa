# trap: a value taken from a shell command
# %%
from aiges.sdk import WrapperBase
# refused: cell[3]:2 get-ipython
# %%
files = !ls
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return files
