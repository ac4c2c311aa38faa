"""Whatever callers send, the readers give a request or say why not: nothing else is raised."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.errors import RequestError
from aiges_nb.exchange.front import DATA_FIELDS, Front, Refusal
from aiges_nb.exchange.limits import Limits
from aiges_nb.exchange.promises import check_media, picture_size
from aiges_nb.exchange.request import Request
from aiges_nb.exchange.response import Response
from aiges_nb.exchange.strict import NotJson, dump_json, read_base64, read_json, write_base64
from aiges_nb.server.forms import Form, read_form
from aiges_nb.server.http import Call, Refused

from ..data.echo_service import make_contract
from ..proving import in_full

MANY = settings(
    max_examples=20_000 if in_full() else 150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False
)
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["header", "parameter", "payload", "echo", "text", "more", "out", "mode"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(["aGk=", "text", "status", "!"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


# -- JSON ----------------------------------------------------------------------------------------


def has_repeated(text: str) -> bool:
    repeated = False

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        repeated = repeated or len({key for key, _ in pairs}) < len(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=take)
    return repeated


@st.composite
def documents(draw: st.DrawFn) -> str:
    """JSON text with keys that may repeat, escapes and blanks where JSON takes them."""
    blank = draw(st.sampled_from(["", " ", "\n\t"]))

    def write(depth: int) -> str:
        kind = draw(st.integers(0, 5 if depth < 4 else 3))
        if kind == 4:
            return "[" + f"{blank},".join(write(depth + 1) for _ in range(draw(st.integers(0, 3)))) + blank + "]"
        if kind == 5:
            pairs = (f"{quote()}{blank}:{blank}{write(depth + 1)}" for _ in range(draw(st.integers(0, 3))))
            return "{" + blank + ",".join(pairs) + "}"
        return [lambda: "1", lambda: "null", quote, lambda: "-2.5e3"][kind]()

    def quote() -> str:
        return '"' + draw(st.sampled_from(["a", "b", "", "\\u0061", '\\"', "\\u0022", "\\\\", "é", "a:b", ","])) + '"'

    return write(0)


@MANY
@given(documents())
def test_json_reads_as_pythons_own_and_no_key_stands_twice(text: str) -> None:
    try:
        value = read_json(text.encode(), depth=32, nodes=1000)
    except NotJson as exc:
        assert exc.findings[0].code == "body-repeated-key" and has_repeated(text)
    else:
        assert not has_repeated(text)
        assert value == json.loads(text)


@MANY
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        value = read_json(body, depth=8, nodes=100)
    except NotJson:
        return
    assert json.loads(dump_json(value)) == value


@MANY
@given(st.binary(max_size=300))
def test_base64_comes_back(data: bytes) -> None:
    assert read_base64(write_base64(data)) == data


@MANY
@given(st.text(max_size=40) | st.text(alphabet="ABab01+/=-_ \n", max_size=20))
def test_base64_is_strict(text: str) -> None:
    try:
        data = read_base64(text)
    except ValueError:
        return
    assert len(text) % 4 == 0
    assert base64.b64decode(text, validate=True) == data


# -- an AIGES request ----------------------------------------------------------------------------

FRONT = Front(make_contract(), Limits())


@st.composite
def requests(draw: st.DrawFn) -> Any:
    """Requests that are nearly right."""
    field = st.fixed_dictionaries({}, optional=dict.fromkeys((*DATA_FIELDS, "status", "encoding"), VALUES))
    wish = st.fixed_dictionaries({}, optional={"data_type": VALUES, "encoding": VALUES})
    section = st.fixed_dictionaries(
        {}, optional={"mode": VALUES, "times": VALUES, "loud": VALUES, "out": wish | VALUES}
    )
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "header": VALUES,
                "parameter": st.fixed_dictionaries({}, optional={"echo": section | VALUES, "other": VALUES}) | VALUES,
                "payload": st.fixed_dictionaries({}, optional={"text": field | VALUES, "more": field, "x": VALUES}),
            },
        )
    )


@MANY
@given(requests() | VALUES)
def test_a_request_is_read_or_refused_with_findings(document: Any) -> None:
    for read in (FRONT.read, lambda given: FRONT.read_frame(given) if isinstance(given, dict) else FRONT.read(given)):
        try:
            asked = read(document)
        except Refusal as refusal:
            assert refusal.findings and refusal.status in (400, 422)
            assert json.loads(dump_json(refusal.document()))["findings"]
        else:
            assert all(isinstance(value, str) for value in asked.request.params.values())
            assert all(isinstance(item.data, bytes) for item in asked.request.inputs)


@MANY
@given(st.binary(max_size=200) | requests().map(lambda value: json.dumps(value).encode()))
def test_any_body_gets_a_status_and_a_document(body: bytes) -> None:
    def carry_out(request: Request) -> Response:
        return Response()

    status, answer = FRONT.answer(body, "sid", carry_out)
    assert status in (200, 400, 422)
    assert set(json.loads(answer)) >= {"header", "payload"}


# -- forms ---------------------------------------------------------------------------------------


def read(body: bytes, content_type: str, query: bytes = b"") -> Form:
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return sent.pop()

    async def send(message: Any) -> None:
        raise AssertionError(message)

    headers = [(b"content-type", content_type.encode("latin-1", "replace"))]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": query}
    return asyncio.run(read_form(Call(scope, receive, send), Limits(parts=8)))


BOUNDARIES = st.sampled_from(["x", '"x"', "", "x y", "-" * 71, "x; charset=utf-8"])
PIECES = st.sampled_from(
    [
        b"--x\r\n",
        b"--x--\r\n",
        b"--x--",
        b"\r\n",
        b"\r\n\r\n",
        b'Content-Disposition: form-data; name="a"\r\n',
        b'Content-Disposition: form-data; name="f"; filename="../../etc/passwd"\r\n',
        b"Content-Disposition: form-data\r\n",
        b"Content-Type: image/png\r\n",
        b"Content-Length: 5\r\n",
        b"value",
        b"\xff\xfe",
        b"--",
        b"\0",
    ]
)


@MANY
@given(st.lists(PIECES, max_size=25).map(b"".join) | st.binary(max_size=100), BOUNDARIES, st.binary(max_size=20))
def test_any_multipart_is_a_form_or_refused(body: bytes, boundary: str, query: bytes) -> None:
    try:
        form = read(body, f"multipart/form-data; boundary={boundary}", query)
    except Refused as refused:
        assert refused.status == 400 and refused.findings
        return
    assert len(form.files) == len(form.blobs) <= 8
    assert all("/" not in filename for _, filename, _ in form.files)


KEYS = st.text(alphabet=st.characters(exclude_categories=("C",), exclude_characters='"\\'), max_size=5)


@MANY
@given(
    st.lists(st.tuples(KEYS, st.text(max_size=8)), max_size=6),
    st.lists(st.tuples(st.text(alphabet="abc", min_size=1, max_size=5), st.binary(max_size=50)), max_size=3),
)
def test_what_a_client_library_sends_is_read(values: list[tuple[str, str]], files: list[tuple[str, bytes]]) -> None:
    import httpx

    sent: dict[str, list[str]] = {}
    for key, value in values:
        sent.setdefault(key or "k", []).append(value)
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files] or [("file", ("a", b""))]
    if sum(map(len, sent.values())) + len(parts) > 8:
        return
    request = httpx.Request("POST", "http://localhost/", data=sent, files=parts)
    form = read(request.read(), request.headers["content-type"])
    assert form.values == list(sent.items())
    assert form.blobs == [data for _, (_, data, *_) in parts]


@MANY
@given(VALUES | st.fixed_dictionaries({}, optional={"values": VALUES, "files": VALUES}), st.binary(max_size=60))
def test_any_json_or_urlencoded_form_is_read_or_refused(document: Any, body: bytes) -> None:
    for sent, kind in (
        (json.dumps(document).encode(), "application/json"),
        (body, "application/json"),
        (body, "application/x-www-form-urlencoded"),
        (body, "text/plain"),
    ):
        try:
            read(sent, kind)
        except Refused as refused:
            assert refused.status in (400, 415) and refused.findings


# -- what headers of files promise ---------------------------------------------------------------

HEADS = st.sampled_from(
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"GIF89a",
        b"BM",
        b"\xff\xd8\xff\xe0\0\x10",
        b"\xff\xd8\xff\xc0\0\x11\x08",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
        b"RIFF\0\0\0\0WAVEdata",
    ]
)


@MANY
@given(HEADS, st.binary(max_size=80))
def test_any_header_of_a_file_is_looked_at_in_peace(head: bytes, rest: bytes) -> None:
    size = picture_size(head + rest)
    assert size is None or all(side >= 0 for side in size)
    found = check_media("payload.x", head + rest, Limits(pixels=1_000_000))
    assert found is None or found.code in ("too-many-pixels", "bad-wav")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_the_size_of_a_picture_is_read_from_its_header(kind: str) -> None:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (123, 45)).save(buffer, kind)
    assert picture_size(buffer.getvalue()) == (123, 45)


def test_a_refusal_is_a_request_error() -> None:
    with pytest.raises(RequestError):
        read_json(b"{", depth=1, nodes=1)
