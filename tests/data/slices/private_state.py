# trap: an instance is set up attribute by attribute, and through vars()
# %%
from aiges.sdk import WrapperBase  # kept
class State:  # kept
    pass
state = State()  # kept
state.n = 1  # kept
state.m = state.n + 1  # kept
state.__dict__["k"] = 3  # kept
vars(state)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return state.n, state.m, state.k
