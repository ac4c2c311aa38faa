# trap: a decorator without arguments that fills a list
# %%
from aiges.sdk import WrapperBase  # kept
STEPS = []  # kept
def step(f):  # kept
    STEPS.append(f)
    return f
# %%
@step  # kept
def first(x):
    return x + 1
# %%
@step  # kept
def second(x):
    return x * 3
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        value = 1
        for f in STEPS:
            value = f(value)
        return value
