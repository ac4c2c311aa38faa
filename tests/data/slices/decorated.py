# trap: a decorator, its factory and what the factory reads
# %%
from aiges.sdk import WrapperBase  # kept
import functools  # kept
times = 2  # kept
# %%
def repeat(n):  # kept
    def wrap(f):
        @functools.wraps(f)
        def inner(*args):
            return [f(*args) for _ in range(n)]
        return inner
    return wrap
# %%
@repeat(times)  # kept
def greet(name):
    return "hi " + name
times = 9
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return greet("a")
