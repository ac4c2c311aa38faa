# trap: threads in a list, started in a loop
# %%
from aiges.sdk import WrapperBase  # kept
import threading  # kept
lock = threading.Lock()  # kept
n = 0  # kept
def inc():  # kept
    global n
    with lock:
        n += 1
threads = [threading.Thread(target=inc) for _ in range(3)]  # kept
for t in threads: t.start()  # kept
for t in threads: t.join()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return n
