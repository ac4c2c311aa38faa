"""Nobody without the token gets an answer, whatever the route and method."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aiges_nb.labserver.extension import ROUTES

METHODS = ("get", "head", "post", "put", "patch", "delete")
OWN = [
    (pattern, method)
    for pattern, handler in ROUTES
    for method in METHODS
    if any(method in vars(kind) for kind in handler.__mro__ if kind.__module__.startswith("aiges_nb"))
]
SAMPLES = {"run_id": "r0123456789abcdef", "number": "0", "locale": "zh_CN"}
SAMPLES |= dict.fromkeys(("task_id", "upload_id"), "0123456789abcdef")


def fill(pattern: str) -> str:
    """A route that the pattern takes."""
    filled = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda match: SAMPLES[match[1]], pattern)
    assert re.fullmatch(pattern, filled), filled
    return filled.removeprefix("aiges-nb/api/")


def test_every_route_is_tried() -> None:
    assert {pattern for pattern, _ in OWN} == {pattern for pattern, _ in ROUTES}


@pytest.mark.parametrize(("pattern", "method"), OWN)
@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_token_it_is_403(server: Any, pattern: str, method: str, token: str) -> None:
    answer = server.ask(fill(pattern), method.upper(), {} if method in ("post", "put") else None, token=token)
    assert answer.status == 403
    assert set(answer.json) <= {"error", "findings", "message", "reason"}


@pytest.mark.parametrize(("pattern", "method"), OWN)
def test_every_method_is_authenticated_and_authorised(pattern: str, method: str) -> None:
    handler = dict(ROUTES)[pattern]
    function = getattr(handler, method)
    layers = []
    while function is not None:
        layers.append(function.__code__.co_filename.replace("\\", "/"))
        function = getattr(function, "__wrapped__", None)
    assert layers[0].endswith("tornado/web.py"), "the outermost decorator is not @authenticated"
    assert layers[1].endswith("jupyter_server/auth/decorator.py"), "the second decorator is not @authorized"


def test_a_page_of_another_origin_is_refused(server: Any) -> None:
    answer = server.ask("runs", token="", headers={"Origin": "http://elsewhere.example"})
    assert answer.status in (403, 404)
