# trap: axes are handed the data that the class needs; they only show it
# needs: matplotlib
# %%
import matplotlib.pyplot as plt
from aiges.sdk import WrapperBase  # kept
values = [1, 2, 3]  # kept
# %%
figure, axes = plt.subplots(1, 2)
axes[0].plot(values)
axes[1].scatter(values, values, c=values[:3])
figure.tight_layout()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return values
