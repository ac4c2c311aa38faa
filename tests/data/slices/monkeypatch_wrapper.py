# trap: the class itself is patched below
# %%
from aiges.sdk import WrapperBase  # kept
class Wrapper(WrapperBase):  # kept
    words = []
    def answer(self):
        return "old"
# %%
def answer(self):  # kept
    return "patched", self.words
Wrapper.answer = answer  # kept
Wrapper.words.append("a")  # kept
