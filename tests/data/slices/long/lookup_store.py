# long: a store filled in loops, try and with; timing magics, shell lines and broken trials around it
# requires:
# %%
%load_ext autoreload
%autoreload 2
!ls
import collections  # kept
import json  # kept
import sqlite3  # kept
from contextlib import closing  # kept
from aiges.sdk import WrapperBase  # kept
# %%
rows = [("tea", 3), ("bread", 5), ("cake", 8)]  # kept
store = sqlite3.connect(":memory:", check_same_thread=False)  # kept
store.execute("create table goods (name text, stock int)")  # kept
store.executemany("insert into goods values (?, ?)", rows)  # kept
store.commit()  # kept
# %%
with closing(store.cursor()) as cursor:  # kept
    cursor.execute("update goods set stock = stock + 1 where name = 'tea'")
# %%
%%time
found = store.execute("select count(*) from goods").fetchone()
found
# %%
try:  # kept
    import ujson_that_is_not_there as fast
except ImportError:
    fast = json
# %%
index = collections.defaultdict(list)  # kept
for name, stock in rows:  # kept
    if stock > 4:
        index["much"].append(name)
    else:
        index["little"].append(name)
else:
    last = name
# %%
if len(index) > 1:  # kept
    size = "two"
else:
    size = "one"
# %%
rows?
history = [name for name, _ in rows]
history.clear()
# %%
queue = collections.deque(maxlen=2)  # kept
queue.extend(["a", "b", "c"])  # kept
first = queue.popleft()  # kept
# %%
state = {"calls": 0}  # kept


def count():  # kept
    state["calls"] += 1
    return state["calls"]


count()  # kept
# %%
def fetch(name):  # kept
    row = store.execute("select stock from goods where name = ?", (name,)).fetchone()
    return row[0] if row else None


print(fetch("tea"), fetch("coffee"))
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return fetch("tea"), fast.dumps(index), size, list(queue), first, last, count()
