# trap: a metaclass that collects its classes
# %%
from aiges.sdk import WrapperBase  # kept
class Meta(type):  # kept
    made = []
    def __init__(cls, name, bases, space):
        super().__init__(name, bases, space)
        Meta.made.append(name)
# %%
class Plug(metaclass=Meta):  # kept
    pass
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return Meta.made, Plug.__name__
