"""A module beside the notebook that only imports what Python has."""

import decimal


def cents(value):
    return decimal.Decimal(value) / 100
