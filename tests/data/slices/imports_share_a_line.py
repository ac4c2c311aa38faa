# trap: one import statement of several names goes along whole, others do not
# %%
from aiges.sdk import WrapperBase  # kept
import os, json  # kept
import math
from collections import Counter, deque  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return json.dumps(Counter("aab"))
