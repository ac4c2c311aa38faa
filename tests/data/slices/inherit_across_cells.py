# trap: bases and mixins in other cells, each with needs of its own
# %%
from aiges.sdk import WrapperBase  # kept
GREETING = "hello"  # kept
# %%
class Greets:  # kept
    def greet(self):
        return GREETING
# %%
class Base(WrapperBase):  # kept
    name = "base"
    def answer(self):
        return self.greet(), self.name
class Unused(Greets):
    pass
# %%
class Wrapper(Greets, Base):  # kept
    name = "derived"
