# long: a classifier trained in the notebook; exploration and plots stay behind
# needs: sklearn pandas matplotlib
# requires: numpy pandas scikit-learn
# %%
%matplotlib inline
import json  # kept
import warnings

import matplotlib.pyplot as plt
import numpy as np  # kept
import pandas as pd  # kept
from sklearn.datasets import load_iris  # kept
from sklearn.linear_model import LogisticRegression  # kept
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import cross_val_score, train_test_split  # kept
from sklearn.preprocessing import StandardScaler  # kept

from aiges.sdk import WrapperBase  # kept

# %%
raw = load_iris()  # kept
frame = pd.DataFrame(raw.data, columns=raw.feature_names)  # kept
frame["kind"] = raw.target  # kept
frame.head()
# %%
frame.describe()
# %%
fig, axes = plt.subplots(1, 2)
axes[0].hist(frame["petal length (cm)"])
axes[1].scatter(frame.iloc[:, 0], frame.iloc[:, 1], c=frame["kind"])
plt.show()
# %%
features = frame.drop(columns="kind").to_numpy()  # kept
train_x, test_x, train_y, test_y = train_test_split(  # kept
    features, frame["kind"].to_numpy(), random_state=0
)
# %%
scaler = StandardScaler()  # kept
train_x = scaler.fit_transform(train_x)  # kept
test_x = scaler.transform(test_x)
# %%
model = LogisticRegression(max_iter=200)  # kept
scores = cross_val_score(model, train_x, train_y, cv=3)
print(f"{scores.mean():.2f}")
# %%
model.fit(train_x, train_y)  # kept
# %%
predicted = model.predict(test_x)
print(accuracy_score(test_y, predicted))
confusion_matrix(test_y, predicted)
# %%
errors = pd.DataFrame({"true": test_y, "got": predicted})
errors = errors[errors["true"] != errors["got"]]
errors.to_csv("errors.csv") if len(errors) > 1000 else None
# %%
NAMES = [str(name) for name in raw.target_names]  # kept


def classify(row):  # kept
    chance = model.predict_proba(scaler.transform(np.asarray([row])))[0]
    return {"kind": NAMES[int(chance.argmax())], "chance": round(float(chance.max()), 3)}


# %%
classify([5.1, 3.5, 1.4, 0.2])


# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return json.dumps([classify([5.1, 3.5, 1.4, 0.2]), classify([6.3, 3.3, 6.0, 2.5])])


# %%
Wrapper().answer()
