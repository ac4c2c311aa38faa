# trap: a step trained inside a pipeline, used by itself
# needs: sklearn
# requires: scikit-learn
# %%
from aiges.sdk import WrapperBase  # kept
from sklearn.pipeline import make_pipeline  # kept
from sklearn.preprocessing import StandardScaler  # kept
scaler = StandardScaler()  # kept
pipe = make_pipeline(scaler)  # kept
pipe.fit([[0.], [2.]])  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return scaler.transform([[1.]]).tolist()
