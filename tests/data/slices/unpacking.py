# trap: starred, nested and swapped targets
# %%
from aiges.sdk import WrapperBase  # kept
pair = (1, [2, 3, 4])  # kept
head, (middle, *rest) = pair  # kept
head, middle = middle, head  # kept
pair = None
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return head, middle, rest
