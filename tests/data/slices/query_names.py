# trap: pandas reads @name inside a text
# needs: pandas
# requires: pandas
# %%
import pandas as pd  # kept
from aiges.sdk import WrapperBase  # kept
least = 2  # kept
df = pd.DataFrame({"a": [1, 2, 3]})  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return df.query("a >= @least")["a"].tolist()
