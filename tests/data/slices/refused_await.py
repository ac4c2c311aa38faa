# trap: await at the top of a cell that the class needs
# %%
from aiges.sdk import WrapperBase
async def load():
    return 3
limit = await load()  # refused: top-level-await
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return limit
