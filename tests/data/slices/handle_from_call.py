# trap: a handle that an object gave out changes it
# %%
import sqlite3  # kept
from contextlib import closing  # kept
from aiges.sdk import WrapperBase  # kept
store = sqlite3.connect(":memory:")  # kept
store.execute("create table t (a int)")  # kept
# %%
cursor = store.cursor()  # kept
cursor.execute("insert into t values (1)")  # kept
with closing(store.cursor()) as again:  # kept
    again.execute("insert into t values (2)")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return store.execute("select a from t order by a").fetchall()
