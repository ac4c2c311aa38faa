# trap: user functions that change what they are given, by position and by key, and one that only looks
# %%
from aiges.sdk import WrapperBase  # kept
def add(table, key, value=1):  # kept
    table[key] = value
def look(table):
    return len(table)
def add_both(one, two):  # kept
    add(one, "n")
    return two
first, second = {}, {}  # kept
# %%
add(first, "a")  # kept
add(key="b", table=first)  # kept
look(first)
add_both(second, first)
add_both(first, None)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return first
