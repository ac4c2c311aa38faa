# trap: annotations in strings, read by dataclasses; an import for types only
# %%
from typing import TYPE_CHECKING, Optional  # kept
from dataclasses import dataclass, fields  # kept
from aiges.sdk import WrapperBase  # kept
if TYPE_CHECKING:  # kept
    from pathlib import Path
# %%
@dataclass  # kept
class Item:
    name: "str"
    parent: "Optional[Item]" = None
    def path(self) -> "Path":
        raise NotImplementedError
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return [field.name for field in fields(Item)], Item("a").parent
