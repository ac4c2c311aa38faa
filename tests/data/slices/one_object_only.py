# trap: a class that gives out one object
# %%
from aiges.sdk import WrapperBase  # kept
class S:  # kept
    _one = None
    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
            cls._one.items = []
        return cls._one
S().items.append(1)  # kept
S().items.append(2)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return S().items
