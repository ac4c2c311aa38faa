# trap: a needed name is bound again through globals(), exec() and setattr()
# %%
import sys
from aiges.sdk import WrapperBase
first = second = third = fourth = 1
# %%
globals()["first"] = 2  # refused: dynamic-binding
exec("second = 2")  # refused: dynamic-binding
setattr(sys.modules[__name__], "third", 2)  # refused: dynamic-binding
globals().update(fourth=2)  # refused: dynamic-binding
globals()["other"] = 3
# %%
class Wrapper(WrapperBase):
    def answer(self):
        return first, second, third, fourth
