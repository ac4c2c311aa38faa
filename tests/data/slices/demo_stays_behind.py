# trap: trying the class out changes the tables it uses; that is no part of it
# %%
from aiges.sdk import WrapperBase  # kept
CALLS = []  # kept
CONFIG = {"rate": 1}  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def wrapperInit(self, config):
        CONFIG.update(config)
        return 0
    def answer(self):
        CALLS.clear()
        CALLS.append(CONFIG["rate"])
        return CALLS
# %%
w = Wrapper()
w.wrapperInit(CONFIG)
w.answer()
def try_it(config):
    one = Wrapper()
    one.wrapperInit(config)
    return one.answer()
try_it(CONFIG)
result = Wrapper().answer()
