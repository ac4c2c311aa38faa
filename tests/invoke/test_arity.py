from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aiges_nb.invoke.arity import fit_hook

NAMES = ("params", "data", "usr_tag", "pers_id")
VALUES = ("P", "D", "tag", 7)


def two(params, reqData):
    return (params, reqData)


def three(params, reqData, usrTag=""):
    return (params, reqData, usrTag)


def four(params, reqData, usrTag="", persId=0):
    return (params, reqData, usrTag, persId)


def four_required(params, reqData, usrTag, persId):
    return (params, reqData, usrTag, persId)


def pers_only(params, reqData, persId=0):
    return (params, reqData, persId)


def psr_spelling(params, reqData, psrId):
    return (params, reqData, psrId)


def swapped(params, reqData, persId, usrTag):
    return (params, reqData, persId, usrTag)


def other_names(p, d, a, b):
    return (p, d, a, b)


def stars(*args):
    return args


def double_stars(params, reqData, **rest):
    return (params, reqData, rest)


def keyword_only(params, reqData, *, usr_tag, persId=0):
    return (params, reqData, usr_tag, persId)


def keyword_optional(params, reqData, *, userTag="none"):
    return (params, reqData, userTag)


@pytest.mark.parametrize(
    ("hook", "from_two", "from_four"),
    [
        (two, ("P", "D"), ("P", "D")),
        (three, ("P", "D", ""), ("P", "D", "tag")),
        (four, ("P", "D", "", 0), VALUES),
        (four_required, VALUES, VALUES),
        (pers_only, ("P", "D", 0), ("P", "D", 7)),
        (psr_spelling, ("P", "D", 7), ("P", "D", 7)),
        (swapped, ("P", "D", 7, "tag"), ("P", "D", 7, "tag")),
        (other_names, VALUES, VALUES),
        (stars, ("P", "D"), VALUES),
        (double_stars, ("P", "D", {}), ("P", "D", {})),
        (keyword_only, ("P", "D", "tag", 0), ("P", "D", "tag", 7)),
        (keyword_optional, ("P", "D", "none"), ("P", "D", "tag")),
    ],
)
def test_every_signature_can_be_called(
    hook: Callable[..., Any], from_two: tuple[Any, ...], from_four: tuple[Any, ...]
) -> None:
    for offered, expected in ((2, from_two), (4, from_four)):
        fit = fit_hook(hook, NAMES, offered)
        assert not fit.misfit
        assert hook(*[VALUES[i] for i in fit.positional], **{k: VALUES[i] for k, i in fit.keywords}) == expected


@pytest.mark.parametrize(
    ("hook", "name"),
    [
        (lambda params, reqData, a, b, fifth: None, "fifth"),
        (lambda params, reqData, *, model: None, "model"),
    ],
)
def test_what_nobody_passes_is_named(hook: Callable[..., Any], name: str) -> None:
    assert fit_hook(hook, NAMES, 4).misfit == name


def test_a_hook_without_self_is_left_to_python() -> None:
    class Wrapper:
        def wrapperOnceExec():  # type: ignore[misc]
            return None

    assert fit_hook(Wrapper().wrapperOnceExec, NAMES, 2).positional == (0, 1)
