# trap: a hook sets a global; the demo that calls the hook stays behind
# %%
from aiges.sdk import WrapperBase  # kept
model = None  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def wrapperInit(self, config):
        global model
        model = len(config)
        return 0
    def answer(self):
        self.wrapperInit({"a": 1})
        return model
# %%
w = Wrapper()
w.wrapperInit({"a": 1})
print(model)
