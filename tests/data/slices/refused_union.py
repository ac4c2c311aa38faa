# trap: an annotation that the target Python cannot evaluate
# %%
from aiges.sdk import WrapperBase
def first(items: list | None):  # refused: union-above-target
    return items
class Wrapper(WrapperBase):
    def answer(self):
        return first(None)
