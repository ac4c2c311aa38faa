# trap: the shell at run time
# %%
from aiges.sdk import WrapperBase
class Wrapper(WrapperBase):
    def answer(self):
        return get_ipython().history_manager  # refused: get-ipython
