# trap: only the last definition counts, and the class reads what stands at the end
# %%
from aiges.sdk import WrapperBase  # kept
limit = 3
# %%
limit = 5  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return limit
