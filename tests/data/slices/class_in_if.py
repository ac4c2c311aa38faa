# trap: the class itself stands inside an if
# %%
from aiges.sdk import WrapperBase  # kept
READY = True  # kept
if READY:  # kept
    class Wrapper(WrapperBase):
        def answer(self):
            return "ready"
