# trap: a fallback set before the try is needed too
# %%
from aiges.sdk import WrapperBase  # kept
fast = "slow"  # kept
try:  # kept
    import no_such_module_anywhere as fast
except ImportError:
    pass
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return fast
