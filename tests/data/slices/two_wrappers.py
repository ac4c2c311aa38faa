# trap: two classes to choose from
# usage: several-classes
# %%
from aiges.sdk import WrapperBase
class One(WrapperBase):
    pass
class Two(WrapperBase):
    pass
