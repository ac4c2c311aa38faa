# trap: an object changed through its `vars`
# %%
from aiges.sdk import WrapperBase  # kept
class Conf: pass  # kept
conf = Conf()  # kept
vars(conf).update(a=5)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return conf.a
