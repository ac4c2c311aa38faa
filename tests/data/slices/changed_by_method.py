# trap: methods of the notebook's own classes: some change their object, some do not
# %%
from aiges.sdk import WrapperBase  # kept
class Vocabulary:  # kept
    def __init__(self, words):
        self.words = list(words)
    def learn(self, word):
        self.words.append(word)
        return len(self.words)
    def report(self):
        print(len(self.words))
vocabulary = Vocabulary(["a"])  # kept
# %%
vocabulary.report()
size = vocabulary.learn("b")  # kept
vocabulary.learn("c")  # kept
vocabulary.report()
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return vocabulary.words
