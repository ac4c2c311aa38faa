# trap: the author skips what the class needs
# %%
from aiges.sdk import WrapperBase
limit = 3  # aiges: skip
class Wrapper(WrapperBase):
    def answer(self):
        return limit  # refused: name-skipped
