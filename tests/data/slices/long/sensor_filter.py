# long: signals, calibration from a file, state kept in closures and classes
# needs: numpy
# requires: numpy
# assets: data/calibration.npz
# %%
import math  # kept
import time
import numpy as np  # kept
from contextlib import contextmanager
from aiges.sdk import WrapperBase  # kept
# %%
rng = np.random.default_rng(7)  # kept
np.set_printoptions(precision=3)  # kept
with np.load("data/calibration.npz") as store:  # kept
    gain, offset = store["gain"], store["offset"]
# %%
noise = rng.normal(size=100)  # kept
noise.mean(), noise.std()
# %%
signal = np.sin(np.linspace(0, 4 * math.pi, 100))  # kept
signal += 0.1 * noise  # kept
signal[:3] = 0  # kept
clean = signal.copy()
clean[10:] = 0
# %%
@contextmanager
def timed(name):
    begun = time.perf_counter()
    yield
    print(name, time.perf_counter() - begun)
# %%
def smooth(values, width=5):  # kept
    kernel = np.ones(width) / width
    return np.convolve(values, kernel, mode="same")
# %%
with timed("smooth"):
    smooth(signal)
# %%
def make_average(start):  # kept
    total, count = start, 0

    def average(value):
        nonlocal total, count
        total += value
        count += 1
        return total / count

    return average
# %%
average = make_average(0.0)  # kept
for value in smooth(signal):  # kept
    average(value)
trial = make_average(1.0)
trial(3)
# %%
class Calibrated:  # kept
    def __init__(self, gain, offset):
        self.gain, self.offset, self.seen = gain, offset, []

    def __call__(self, value):
        self.seen.append(value)
        return float(self.gain[0] * value + self.offset[0])
# %%
calibrated = Calibrated(gain, offset)  # kept
calibrated(1.0)  # kept
level, peak = float(abs(signal).mean()), float(signal.max())  # kept
while peak > 1:  # kept
    peak -= 0.25
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return round(average(0.0), 6), calibrated(2.0), calibrated.seen, round(level, 4), round(peak, 4)
