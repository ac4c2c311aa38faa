# trap: names that come from import *, of the platform and of the standard library
# %%
from aiges.sdk import *  # kept
from colorsys import *  # kept
import sys
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return rgb_to_hsv(0.5, 0.5, 0.5), ResponseData.__name__
