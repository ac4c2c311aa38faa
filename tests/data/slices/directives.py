# trap: what the author keeps, skips and exports
# %%
from aiges.sdk import WrapperBase  # kept
audit = ["start"]  # aiges: keep  # kept
# %%
#| export
helper = 1  # kept
second = helper + 1  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
# %%
Wrapper.trial = 3  # aiges: skip
