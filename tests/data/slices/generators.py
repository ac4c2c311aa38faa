# trap: generators and generator expressions read names when they are consumed
# %%
from aiges.sdk import WrapperBase  # kept
factor = 2  # kept
def scaled(xs):  # kept
    for x in xs:
        yield x * factor
stream = (n * factor for n in [1, 2])  # kept
# %%
factor = 10  # kept
values = list(stream)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return values, list(scaled([1]))
