# trap: an import under a condition, with what the condition reads
# %%
from aiges.sdk import WrapperBase  # kept
import sys  # kept
if sys.version_info >= (3, 0):  # kept
    import json as codec
else:
    codec = None
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return codec.dumps([1])
