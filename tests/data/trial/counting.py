"""A module beside the notebook."""

from collections import Counter


def count(words, stops):
    return Counter(word for word in words if word not in stops)
