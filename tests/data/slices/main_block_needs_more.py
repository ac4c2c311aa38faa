# trap: a main block that uses what the class does not need is replaced
# %%
from aiges.sdk import WrapperBase  # kept
samples = [1, 2]
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
# %%
if __name__ == "__main__":  # told: main-left-out
    print(samples)
    Wrapper().run()
