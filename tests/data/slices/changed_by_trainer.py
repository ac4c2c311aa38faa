# trap: an object given to another at construction is changed by the other's methods
# %%
from aiges.sdk import WrapperBase  # kept
class Model:  # kept
    weight = 0
class Trainer:  # kept
    def __init__(self, model):
        self.model = model
    def run(self, steps):
        for _ in range(steps):
            self.model.weight += 1
# %%
model = Model()  # kept
trainer = Trainer(model)  # kept
trainer.run(3)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return model.weight
