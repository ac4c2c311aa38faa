# trap: a name bound in try or else in its handler
# %%
from aiges.sdk import WrapperBase  # kept
text = "12x"  # kept
try:  # kept
    number = int(text)
except ValueError as problem:
    number = -1
finally:
    done = True
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return number
