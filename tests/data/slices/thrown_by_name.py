# trap: a result thrown away by name, and a method that adds and tells
# needs: numpy
# requires: numpy
# %%
import numpy as np  # kept
from aiges.sdk import WrapperBase  # kept
table = np.zeros(3)  # kept
class Words:  # kept
    def __init__(self):
        self.known = []
    def add_words(self, words):
        self.known += words
        return len(words)
words = Words()  # kept
# %%
_ = table.fill(2)  # kept
count = words.add_words(["a"])  # kept
# %%
np.put(table, [0], 9)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return table.tolist(), words.known
