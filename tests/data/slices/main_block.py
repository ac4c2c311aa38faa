# trap: the main block goes along when it needs nothing more
# %%
from aiges.sdk import WrapperBase  # kept
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
# %%
if __name__ == "__main__":  # kept
    m = Wrapper()
    m.run()
