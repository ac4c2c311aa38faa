# trap: loops, calls and comprehensions use up an iterator that the class goes on with
# %%
from aiges.sdk import WrapperBase  # kept
numbers = iter(range(9))  # kept
def squares(stop):  # kept
    for number in range(stop):
        yield number * number
rest = squares(5)  # kept
for number in numbers:  # kept
    if number:
        break
# %%
pair = [number for number, _ in zip(numbers, "ab")]  # kept
print(sum(rest) > 99)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return list(numbers), list(rest)
