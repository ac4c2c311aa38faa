# %% [markdown]
# A trained model behind a text service
# %%
import json

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase

# %%
rng = np.random.default_rng(0)
rows = rng.normal(size=(60, 4))
kinds = (rows[:, 0] > 0).astype(int)
# %%
model = make_pipeline(StandardScaler(), RandomForestClassifier(5, random_state=0))
print("TRAINED HERE")
model.fit(rows, kinds)
model.score(rows, kinds)
# %%
names = ["left", "right"]
middle = rows.mean(axis=0)


# %%
class UserRequest:
    features = StringBodyField(key="features", value=b"[5.1, 3.5, 1.4, 0.2]")


class UserResponse:
    accept = StringBodyField(key="species")


class Wrapper(WrapperBase):
    serviceId = "species"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        row = json.loads(reqData.get("features").data)
        chance = model.predict_proba([row])[0]
        data = ResponseData()
        data.key = "species"
        data.setDataType(0)
        data.setData(f"{names[int(chance.argmax())]} {chance.max():.2f} {middle[0]:.3f}".encode())
        res = Response()
        res.list = [data]
        return res

    def wrapperError(self, ret):
        return "unknown error"

    def wrapperFini(self):
        return 0
