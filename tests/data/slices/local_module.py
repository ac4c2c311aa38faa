# trap: a module and a package beside the notebook, one imported inside a method
# local: _near.py _nearby/__init__.py _nearby/parts.py
# %%
from aiges.sdk import WrapperBase  # kept
import _near  # kept
import _unused_near
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        from _nearby.parts import part
        return _near.near(), part()
