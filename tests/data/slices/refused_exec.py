# trap: definitions made by exec
# %%
from aiges.sdk import WrapperBase
code = "limit = 3"
exec(code)
class Wrapper(WrapperBase):
    def answer(self):
        return limit  # refused: name-without-source
