# long: a service that draws; its own figure settings are kept, the notebook's pictures are not
# needs: matplotlib numpy
# requires: matplotlib numpy
# %%
import io  # kept
import matplotlib  # kept
matplotlib.use("Agg")  # kept
import matplotlib.pyplot as plt  # kept
import numpy as np  # kept
from matplotlib.figure import Figure  # kept
from aiges.sdk import WrapperBase  # kept
# %%
plt.rcParams["figure.dpi"] = 50  # kept
plt.rcParams.update({"axes.grid": True})  # kept
COLOURS = {"low": "#333333", "high": "#cc3311"}  # kept
# %%
x = np.linspace(0, 1, 20)
plt.plot(x, x**2)
plt.title("a first look")
plt.show()
# %%
def make_bins(values, count=4):  # kept
    edges = np.linspace(min(values), max(values), count + 1)
    return np.histogram(values, edges)[0].tolist()
# %%
figure, axis = plt.subplots()
axis.bar(range(4), make_bins([1, 2, 2, 3, 5]))
figure.savefig(io.BytesIO())
plt.close(figure)
# %%
STYLE = dict(linewidth=2)  # kept
STYLE["color"] = COLOURS["high"]  # kept
COLOURS = {**COLOURS, "high": "#000000"}
# %%
def draw(values):  # kept
    picture = Figure(figsize=(2, 1))
    axis = picture.add_subplot()
    axis.plot(values, **STYLE)
    buffer = io.BytesIO()
    picture.savefig(buffer, format="png")
    return buffer.getvalue()
# %%
len(draw([1, 2, 3]))
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        dpi = matplotlib.rcParams["figure.dpi"], matplotlib.rcParams["axes.grid"]
        return draw([1, 3, 2])[:4], make_bins([1, 2, 2, 3, 5]), STYLE["color"], dpi
