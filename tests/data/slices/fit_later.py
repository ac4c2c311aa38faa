# trap: a model is fitted after it was made, and looked at
# %%
from aiges.sdk import WrapperBase  # kept
class Mean:  # kept
    def fit(self, xs):
        self.value = sum(xs) / len(xs)
        return self
    def predict(self, n):
        return [self.value] * n
# %%
data = [1, 2, 6]  # kept
model = Mean()  # kept
# %%
history = model.fit(data)  # kept
model.predict(3)
scores = model.predict(5)
print(scores)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return model.predict(2)
