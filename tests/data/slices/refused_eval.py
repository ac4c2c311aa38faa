# trap: text that is run
# %%
from aiges.sdk import WrapperBase
rule = "1 + 1"
class Wrapper(WrapperBase):
    def answer(self):
        return eval(rule)  # refused: dynamic-code
