# needs: IPython
# trap: prints, shows, bare names and asserts stay behind
# %%
from aiges.sdk import WrapperBase  # kept
import pprint
from IPython.display import display
rows = [1, 2, 3]  # kept
rows
len(rows)
print(rows)
pprint.pprint(rows)
rows[0]
sum(rows), max(rows)
f"{rows}"
# %%
assert rows
for row in rows:
    print(row)
if rows:
    print("yes")
display(rows)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rows
# %%
Wrapper
