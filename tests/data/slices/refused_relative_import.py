# trap: a relative import has no package to start from
# %%
from aiges.sdk import WrapperBase
from ._near import near  # refused: relative-import
class Wrapper(WrapperBase):
    def answer(self):
        return near()
