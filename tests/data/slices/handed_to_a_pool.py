# trap: a bound method handed to a thread pool
# %%
from aiges.sdk import WrapperBase  # kept
from concurrent.futures import ThreadPoolExecutor  # kept
pool = ThreadPoolExecutor(1)  # kept
out = []  # kept
fut = pool.submit(out.append, 1)  # kept
fut.result()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return out
