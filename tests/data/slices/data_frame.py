# trap: columns set, renamed in place and dropped; copies and looks left behind
# needs: pandas
# requires: pandas
# %%
from aiges.sdk import WrapperBase  # kept
import pandas as pd  # kept
df = pd.DataFrame({"a": [1, 2, None], "b": [4, 5, 6]})  # kept
df.head()
df.describe()
# %%
df["c"] = df["b"] * 2  # kept
df.loc[0, "b"] = 40  # kept
df.rename(columns={"a": "x"}, inplace=True)  # kept
clean = df.dropna()
clean["d"] = 1
df["b"].hist
df.groupby("x").sum()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return df.to_dict("list")
