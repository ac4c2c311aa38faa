"""A part of the package."""


def part():
    return "part"
