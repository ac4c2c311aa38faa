# long: text features and a model; evaluation stays behind
# needs: sklearn pandas
# requires: pandas scikit-learn
# assets: data/reviews.tsv data/stop_words.txt
# %%
%pip install -q pandas "scikit-learn>=1.0"
import re  # kept
import pandas as pd  # kept
from collections import Counter
from sklearn.feature_extraction.text import TfidfVectorizer  # kept
from sklearn.linear_model import SGDClassifier  # kept
from sklearn.pipeline import Pipeline  # kept
from sklearn import metrics
from aiges.sdk import WrapperBase  # kept
# %%
reviews = pd.read_csv("data/reviews.tsv", sep="\t")  # kept
reviews["good"].value_counts()
# %%
STOP = set(open("data/stop_words.txt", encoding="utf-8").read().split())  # kept
STOP |= {"the"}  # kept
WORD = re.compile(r"[a-z]+")  # kept
# %%
def words(text):  # kept
    return [word for word in WORD.findall(text.lower()) if word not in STOP]
# %%
counts = Counter()
for text in reviews["text"]:
    counts.update(words(text))
counts.most_common(3)
# %%
steps = [("tfidf", TfidfVectorizer(tokenizer=words, token_pattern=None))]  # kept
steps.append(("model", SGDClassifier(random_state=0, max_iter=50, tol=None)))  # kept
pipeline = Pipeline(steps)  # kept
# %%
pipeline.fit(reviews["text"], reviews["good"])  # kept
# %%
guess = pipeline.predict(reviews["text"])
print(metrics.classification_report(reviews["good"], guess, zero_division=0))
# %%
weights = dict(zip(pipeline["tfidf"].get_feature_names_out(), pipeline["model"].coef_[0]))  # kept
sorted(weights, key=weights.get)[:3]
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        top = sorted(weights, key=weights.get)[-1]
        return int(pipeline.predict(["great joy"])[0]), top, words("And the great cast")
