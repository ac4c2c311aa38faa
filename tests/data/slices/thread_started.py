# trap: a thread that changes what is needed
# %%
from aiges.sdk import WrapperBase  # kept
import threading  # kept
out = []  # kept
t = threading.Thread(target=lambda: out.append(1))  # kept
t.start(); t.join()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return out
