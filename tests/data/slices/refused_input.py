# trap: a service has no keyboard
# %%
from aiges.sdk import WrapperBase
class Wrapper(WrapperBase):
    def answer(self):
        return input("name? ")  # refused: asks-for-input
