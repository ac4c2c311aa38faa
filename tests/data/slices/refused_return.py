# trap: a statement that parses but is no program
# %%
from aiges.sdk import WrapperBase
if WrapperBase:  # refused: statement-unreadable
    limit = 3
    return
class Wrapper(WrapperBase):
    def answer(self):
        return limit
