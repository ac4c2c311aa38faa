# trap: settings of the process and of modules the class uses; display settings stay behind
# needs: pandas
# %%
from aiges.sdk import WrapperBase  # kept
import os  # kept
import random  # kept
import warnings
from decimal import Decimal, getcontext  # kept
import pandas as pd
# %%
os.environ["AIGES_NB_CORPUS"] = "1"  # kept
random.seed(3)  # kept
warnings.filterwarnings("ignore")
pd.set_option("display.max_rows", 3)
getcontext().prec = 5  # kept
os.getcwd()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return random.random(), Decimal(1) / Decimal(3), os.environ["AIGES_NB_CORPUS"]
