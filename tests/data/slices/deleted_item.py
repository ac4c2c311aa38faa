# trap: del of an item, a slice and an attribute changes the object
# %%
from aiges.sdk import WrapperBase  # kept
table = {"a": 1, "b": 2}  # kept
rows = [1, 2, 3, 4]  # kept
class Bag:  # kept
    pass
bag = Bag()  # kept
bag.x = 1  # kept
bag.y = 2  # kept
# %%
del table["a"]  # kept
del rows[1:3]  # kept
del bag.y  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return table, rows, vars(bag)
