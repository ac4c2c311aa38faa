# trap: two functions made by one call share a list
# %%
from aiges.sdk import WrapperBase  # kept
def make():  # kept
    items = []
    def add(x): items.append(x)
    def get(): return list(items)
    return add, get
add, get = make()  # kept
add(1)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return get()
