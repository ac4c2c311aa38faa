# trap: definitions made by exec
# %%
from aiges.sdk import WrapperBase
code = "limit = 3"
exec(code)  # told: dynamic-binding-unknown
class Wrapper(WrapperBase):
    def answer(self):
        return limit  # refused: name-without-source
