# trap: with the future import nothing evaluates annotations, even newer syntax
# %%
from __future__ import annotations  # kept
from aiges.sdk import WrapperBase  # kept
# %%
def first(items: list[str] | None, other: NotThere) -> str | None:  # kept
    return items[0] if items else None
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return first(["a"], None)
