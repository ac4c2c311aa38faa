# trap: syntax above the target Python
# %%
from aiges.sdk import WrapperBase
def pick(x):
    match x:  # refused: syntax-above-target
        case 1:
            return "one"
class Wrapper(WrapperBase):
    def answer(self):
        return pick(1)
