"""A module beside the notebook."""


def near():
    return "near"
