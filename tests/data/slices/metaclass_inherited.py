# trap: a metaclass that a base brings registers the class
# %%
from aiges.sdk import WrapperBase  # kept
class Meta(type):  # kept
    registry = {}
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.registry[name] = cls
        return cls
class Plugin(metaclass=Meta): pass  # kept
class One(Plugin): pass  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return sorted(Meta.registry)
