# long: a table read from a file, cleaned over many cells; each look at it stays behind
# needs: pandas
# requires: pandas
# assets: data/regions.json data/sales.csv
# %%
import json  # kept
from pathlib import Path  # kept

import numpy as np
import pandas as pd  # kept

from aiges.sdk import WrapperBase  # kept

pd.set_option("display.max_columns", 50)
# %%
DATA = Path("data")  # kept
sales = pd.read_csv(DATA / "sales.csv", parse_dates=["day"])  # kept
sales.info()
# %%
sales["total"] = sales["units"] * sales["price"]  # kept
sales["week"] = sales["day"].dt.isocalendar().week.astype(int)  # kept
sales.sample(3)
# %%
with open("data/regions.json", encoding="utf-8") as file:  # kept
    regions = json.load(file)
sales["region"] = sales["shop"].map(regions)  # kept
sales.isna().sum()
# %%
sales.loc[sales["units"] > 8, "total"] *= 0.9  # kept
sales.drop(columns=["price"], inplace=True)  # kept
# %%
copy = sales.copy()
copy["noise"] = np.random.default_rng(0).normal(size=len(copy))
copy.plot
# %%
by_region = sales.groupby("region")["total"].agg(["sum", "mean"])  # kept
by_region.round(1)
# %%
by_region = by_region.sort_values("sum", ascending=False)  # kept
by_region.columns = ["sum", "average"]  # kept
# %%
pivot = sales.pivot_table(index="week", columns="region", values="total", aggfunc="sum")
pivot.fillna(0)
# %%
best = by_region.index[0]  # kept
LIMITS = dict(by_region["average"].round(2))  # kept
print(best, LIMITS)


# %%
def rank(region):  # kept
    return int(by_region.index.get_loc(region)) + 1


assert rank(best) == 1


# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        table = by_region.round(2).to_dict("index")
        return best, rank("W"), sorted(table), {key: float(value) for key, value in LIMITS.items()}
