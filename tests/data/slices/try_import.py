# trap: an optional import with its flag and its fallback
# %%
from aiges.sdk import WrapperBase  # kept
try:  # kept
    import no_such_module_anywhere as fast
    HAS_FAST = True
except ImportError:
    fast = None
    HAS_FAST = False
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return HAS_FAST, fast
