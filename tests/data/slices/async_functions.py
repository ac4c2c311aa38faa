# trap: async functions, generators and comprehensions inside functions
# %%
import asyncio  # kept
from aiges.sdk import WrapperBase  # kept
delay = 0  # kept
async def ticks(n):  # kept
    for i in range(n):
        await asyncio.sleep(delay)
        yield i
async def collect():  # kept
    return [i async for i in ticks(3)]
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return asyncio.run(collect())
