# trap: objects changed through the list that holds them
# %%
from aiges.sdk import WrapperBase  # kept
class Part:  # kept
    def __init__(self):
        self.ready = False
    def start(self):
        self.ready = True
left, right = Part(), Part()  # kept
parts = [left, right]  # kept
# %%
for part in parts:  # kept
    part.start()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return left.ready, right.ready
