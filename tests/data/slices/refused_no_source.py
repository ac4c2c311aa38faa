# trap: a name that nothing defines, as after a cell was deleted
# %%
from aiges.sdk import WrapperBase
treshold = 3
class Wrapper(WrapperBase):
    def answer(self):
        return threshold  # refused: name-without-source
