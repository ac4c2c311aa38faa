# trap: an import inside suppress() may not bind
# %%
from aiges.sdk import WrapperBase  # kept
from contextlib import suppress  # kept
parser = None  # kept
with suppress(ImportError):  # kept
    import no_such_module_anywhere as parser
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return parser
