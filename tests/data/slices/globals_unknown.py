# trap: names that only the run knows are bound, none of which the class needs
# %%
from aiges.sdk import WrapperBase  # kept
for number in range(3):
    globals()[f"part_{number}"] = number  # told: dynamic-binding-unknown
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
