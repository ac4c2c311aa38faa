"""What things cost."""

import numpy

TABLE = {"tea": 2, "bread": 3}


def price_of(name, *, tax=0):
    return int(numpy.ceil(TABLE[name] * (1 + tax)))
