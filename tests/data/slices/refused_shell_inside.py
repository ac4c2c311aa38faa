# trap: a shell command inside a function the class needs
# refused: cell[3]:3 shell-in-slice
# %%
from aiges.sdk import WrapperBase
# %%
def prepare():
    !mkdir -p data
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return prepare()
