# trap: a method reaches what it changes through super()
# %%
from aiges.sdk import WrapperBase  # kept
items = []  # kept
class Base:  # kept
    def __init__(self, items):
        self.items = items
    def put(self, item):
        self.items.append(item)
class Loud(Base):  # kept
    def put(self, item):
        super().put(item)
# %%
Loud(items).put(1)  # kept
Loud([]).put(2)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return items
