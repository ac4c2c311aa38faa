"""Contracts as hypothesis makes them, as the fixture `contracts`: every kind of field, odd but legal values."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from aiges_nb.contract import Accept, Contract, Input, Operation, Param, Sample
from aiges_nb.types import MISSING, DataType

KEYS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ENCODINGS = st.sampled_from(["", "utf8", "gb2312", "jpg", "png", "raw", "speex", "gbk"])


@st.composite
def params(draw: st.DrawFn, key: str) -> Param:
    kind = draw(st.sampled_from(["string", "number", "integer", "boolean"]))
    values = {"string": WORDS, "number": FLOATS, "integer": st.integers(), "boolean": st.booleans()}[kind]
    return Param(
        key=key,
        kind=kind,
        default=draw(st.just(MISSING) | values),
        required=draw(st.booleans()),
        enum=tuple(draw(st.lists(values, max_size=3))),
        minimum=draw(st.none() | st.integers() | FLOATS),
        maximum=draw(st.none() | st.integers() | FLOATS),
        min_length=draw(st.none() | st.integers(0, 99)),
        max_length=draw(st.none() | st.integers(0, 99)),
        title=draw(WORDS),
        description=draw(WORDS),
    )


@st.composite
def inputs(draw: st.DrawFn, key: str) -> Input:
    samples = st.builds(Sample, data=st.binary(max_size=40), path=WORDS, exists=st.booleans())
    return Input(
        key=key,
        type=draw(st.sampled_from(DataType)),
        sample=draw(st.none() | samples),
        required=draw(st.booleans()),
        encoding=draw(ENCODINGS),
        format=draw(ENCODINGS),
        compress=draw(st.sampled_from(["", "raw", "gzip"])),
        need_base64=draw(st.booleans()),
        status=draw(st.integers(0, 3)),
        title=draw(WORDS),
        description=draw(WORDS),
    )


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    keys = draw(st.lists(KEYS, unique=True, max_size=6))
    third = len(keys) // 3
    return Operation(
        name=draw(KEYS),
        route=draw(WORDS),
        command=draw(WORDS),
        description=draw(WORDS),
        params=tuple(draw(params(key)) for key in keys[:third]),
        inputs=tuple(draw(inputs(key)) for key in keys[third : 2 * third]),
        outputs=tuple(
            Accept(key=key, type=draw(st.sampled_from(DataType)), encoding=draw(ENCODINGS), title=draw(WORDS))
            for key in keys[2 * third :]
        ),
    )


@st.composite
def contracts(draw: st.DrawFn, platform: str = "") -> Contract:
    chosen = platform or draw(st.sampled_from(["aiges", "codeproject"]))
    plain = st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
        max_leaves=4,
    )
    return Contract(
        platform=chosen,  # type: ignore[arg-type]
        class_name=draw(KEYS),
        service_id=draw(KEYS),
        version=draw(WORDS),
        title=draw(WORDS),
        description=draw(WORDS),
        operations=tuple(draw(st.lists(operations(), min_size=1, max_size=1 if chosen == "aiges" else 3))),
        hooks=tuple(draw(st.lists(KEYS, max_size=2))),
        config_keys=tuple(draw(st.lists(WORDS, max_size=2))),
        meta=draw(st.dictionaries(KEYS, plain, max_size=2)),
        settings=draw(st.dictionaries(KEYS, plain, max_size=2)) if chosen == "codeproject" else {},
    )


@pytest.fixture(scope="session")
def any_contract() -> st.SearchStrategy[Contract]:
    """Contracts of both platforms."""
    return contracts()


@pytest.fixture(scope="session")
def wrapper_contract() -> st.SearchStrategy[Contract]:
    """Contracts of AIGES wrappers."""
    return contracts("aiges")
