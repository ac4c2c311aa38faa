# trap: reading a queue takes from it
# %%
from aiges.sdk import WrapperBase  # kept
import queue  # kept
q = queue.Queue()  # kept
q.put(1); q.put(2)  # kept
x = q.get()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return q.qsize()
