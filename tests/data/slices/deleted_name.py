# trap: a name that is gone when the class would read it
# %%
from aiges.sdk import WrapperBase
limit = 3
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return limit
# %%
del limit  # refused: deleted-name
