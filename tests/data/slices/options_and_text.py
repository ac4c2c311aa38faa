# trap: display options where the class writes a table as text
# needs: pandas
# requires: pandas
# %%
from aiges.sdk import WrapperBase  # kept
import pandas as pd  # kept
pd.set_option("display.max_rows", 3)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return str(pd.DataFrame({"a": range(10)}))
