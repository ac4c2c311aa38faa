# trap: __subclasses__() finds classes that nothing names
# %%
from aiges.sdk import WrapperBase  # kept
class Shape:  # kept
    pass
# %%
class Square(Shape):  # kept
    pass
class Round(Shape):  # kept
    pass
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return sorted(cls.__name__ for cls in Shape.__subclasses__())
