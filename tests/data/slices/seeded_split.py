# trap: a split that draws from numpy's seeded source
# needs: numpy sklearn
# requires: numpy scikit-learn
# %%
from aiges.sdk import WrapperBase  # kept
import numpy as np  # kept
from sklearn.model_selection import train_test_split  # kept
np.random.seed(0)  # kept
data = np.arange(20).reshape(10, 2)  # kept
tr, te = train_test_split(data)  # kept
# %%
tr2, te2 = train_test_split(data)  # kept
mean = tr2.mean()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return float(mean)
