"""The AIGES route answers as the platform's front end would."""

from __future__ import annotations

import gc
import json
import tracemalloc
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .conftest import DATA, ECHO, Client, call_of, serving


def test_text_comes_raw_with_its_attributes_as_text(client: Client) -> None:
    answer = client.post(ECHO, call_of("你好", times="3"))
    assert answer.status == 200
    header, payload = answer.json["header"], answer.json["payload"]
    assert (header["code"], header["status"]) == (0, 3)
    assert uuid.UUID(header["sid"]).version == 4
    assert "message" not in header
    assert payload == {
        "echo": {
            "encoding": "utf8",
            "compress": "raw",
            "format": "plain",
            "seq": "0",
            "status": "3",
            "text": "你好你好你好",
        }
    }
    assert "findings" not in answer.json


@pytest.mark.parametrize(
    ("mode", "message"),
    [("code", "识别无结果;code=4001"), ("raise", "ValueError: no such luck;code=-1")],
)
def test_the_wrappers_own_error_is_10909(client: Client, mode: str, message: str) -> None:
    answer = client.post(ECHO, call_of(mode=mode))
    assert answer.status == 500
    assert answer.json["header"]["code"] == 10909
    assert answer.json["header"]["message"] == message
    assert answer.json["payload"] is None
    assert "Traceback" not in answer.body.decode()


def test_a_number_is_taken_with_a_word_of_warning(client: Client) -> None:
    answer = client.post(ECHO, call_of(times=3))
    assert answer.json["payload"]["echo"]["text"] == "hihihi"
    assert answer.codes == {("parameter.times", "number-not-text")}


def change(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    at = document
    *parts, last = path.split(".")
    for part in parts:
        at = at[part]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "status", "code", "finding"),
    [
        ("parameter.echo.times", "9", 422, 10163, ("parameter.times", "above-maximum")),
        ("parameter.echo.times", "many", 422, 10163, ("parameter.times", "not-a-value")),
        ("parameter.echo.times", [1], 422, 10163, ("parameter.times", "param-type")),
        ("parameter.echo.tiems", "2", 422, 10163, ("parameter.tiems", "unknown-key-near")),
        ("parameter.echo.echo", "text", 422, 10163, ("parameter.echo", "announcement-not-object")),
        ("parameter.other", {}, 422, 10163, ("parameter.other", "unknown-service")),
        ("parameter.echo.echo", ..., 422, 10106, ("parameter.echo", "output-not-announced")),
        ("parameter.echo.echo.data_type", "audio", 422, 10106, ("parameter.echo", "output-not-announced")),
        ("parameter.echo.echo.data_type", ..., 422, 10106, ("parameter.echo", "output-not-announced")),
        ("parameter.echo.echo.data_type", "sound", 422, 10163, ("parameter.echo", "unknown-data-type")),
        ("parameter.echo.echo.encoding", ["utf8"], 422, 10163, ("parameter.echo", "attribute-not-scalar")),
        ("payload.text.text", "aGk", 422, 10001, ("payload.text", "bad-base64")),
        ("payload.text.text", "aGk=\n", 422, 10001, ("payload.text", "bad-base64")),
        ("payload.text.text", "_-__", 422, 10001, ("payload.text", "bad-base64")),
        ("payload.text.text", 5, 422, 10001, ("payload.text", "data-field-type")),
        ("payload.text.text", None, 422, 10001, ("payload.text", "data-field-type")),
        ("payload.text.audio", "aGk=", 422, 10001, ("payload.text", "several-data-fields")),
        ("payload.text", {"audio": "aGk="}, 422, 10001, ("payload.text", "other-data-field")),
        ("payload.text", {"status": 3}, 422, 10001, ("payload.text", "no-data-field")),
        ("payload.text.status", 4, 422, 10001, ("payload.text", "bad-data-status")),
        ("payload.text", "aGk=", 422, 10001, ("payload.text", "section-not-object")),
        ("payload.text", ..., 422, 10001, ("payload.text", "missing-input")),
        ("payload.texts", {"text": "aGk="}, 422, 10001, ("payload.texts", "unknown-key-near")),
        ("payload", [], 400, 10000, ("payload", "section-not-object")),
        ("parameter", "x", 400, 10000, ("parameter", "section-not-object")),
    ],
)
def test_what_does_not_fit_is_named(
    client: Client, path: str, value: Any, status: int, code: int, finding: tuple[str, str]
) -> None:
    answer = client.post(ECHO, change(call_of(), path, value))
    assert (answer.status, answer.json["header"]["code"]) == (status, code)
    assert finding in answer.codes
    assert answer.json["payload"] is None


def test_every_problem_is_told_at_once(client: Client) -> None:
    document = change(change(call_of(times="9"), "payload.text.text", "!"), "parameter.echo.mode", "dance")
    assert client.post(ECHO, document).codes == {
        ("parameter.times", "above-maximum"),
        ("parameter.mode", "not-in-enum"),
        ("payload.text", "bad-base64"),
    }


def test_json_data_is_passed_as_its_bytes(client: Client) -> None:
    answer = client.post(ECHO, change(call_of(times="1"), "payload.text.text", {"a": ["你", 1]}))
    assert json.loads(answer.json["payload"]["echo"]["text"]) == {"a": ["你", 1]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body-not-json"),
        (b"{", "body-not-json"),
        (b"\xff", "body-not-json"),
        (b"\xef\xbb\xbf{}", "body-not-json"),
        (b'{"parameter": NaN}', "body-not-json"),
        (b'{"parameter": 1e999}', "body-not-json"),
        (b'{"header": {"a": "\\ud800"}}', "body-not-json"),
        (b'{"header": {}, "header": {}}', "body-repeated-key"),
        (b'{"header": {"a" : "\\u0022\\u0022", "a":""}}', "body-repeated-key"),
        (b"[]", "body-not-object"),
        (b"null", "body-not-object"),
        (b'{"header":' * 40 + b"1" + b"}" * 40, "body-too-deep"),
        (b"[" * 100_000, "body-not-json"),
        (b'{"header": [' + b"1," * 200_000 + b"1]}", "body-too-many-values"),
    ],
)
def test_a_doubtful_body_is_refused(client: Client, body: bytes, code: str) -> None:
    answer = client.post(ECHO, body)
    assert (answer.status, answer.json["header"]["code"]) == (400, 10000)
    assert code in {found for _, found in answer.codes}


@pytest.mark.parametrize("kind", ["text/plain", "", "multipart/form-data; boundary=x", "application/jsonp"])
def test_another_content_type_is_415(client: Client, kind: str) -> None:
    answer = client.ask("POST", ECHO, b"{}", {"Content-Type": kind})
    assert answer.status == 415
    assert answer.codes == {("header.content-type", "not-json-type")}


def test_a_content_encoding_is_not_unpacked(client: Client) -> None:
    answer = client.post(ECHO, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
    assert answer.status == 415


def test_a_worker_that_dies_is_replaced(client: Client) -> None:
    answer = client.post(ECHO, call_of(mode="exit"))
    assert (answer.status, answer.json["header"]["code"]) == (500, 10109)
    assert client.post(ECHO, call_of()).status == 200


def test_large_data_of_several_callers_is_not_mixed(client: Client) -> None:
    def ask(number: int) -> bool:
        words = f"{number:02}" * 400_000
        answer = client.post(ECHO, call_of(words, times="2"))
        return bool(answer.json["payload"]["echo"]["text"] == words * 2)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(16)))


def test_a_body_over_the_limit_is_413(client: Client) -> None:
    answer = client.ask("POST", ECHO, None, {"Content-Type": "application/json", "Content-Length": str(65 << 20)})
    assert answer.status == 413


def test_as_local_parameters_are_typed_and_filled() -> None:
    for convention, shown in (("loader", "str None"), ("local", "int echo")):
        with serving(DATA / "typed.py", convention=convention) as running:
            answer = running.client.post("/v1/private/typed", TYPED)
            assert answer.json["payload"]["out"]["text"] == shown


TYPED = {
    "parameter": {"typed": {"times": "3", "out": {"data_type": "text"}}},
    "payload": {"text": {"text": "aGk="}},
}


@pytest.mark.parametrize("size", [60_000, 1_000_000], ids=["the short way", "the ordinary way"])
def test_what_was_sent_and_answered_is_let_go_at_once(client: Client, size: int) -> None:
    """Not at some time, when Python looks for rings of objects: large data would pile up until then."""
    asked = json.dumps(call_of("x" * size, times="1")).encode()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        assert client.post(ECHO, asked).status == 200
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(20):
            assert client.post(ECHO, asked).status == 200
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
        gc.enable()
    assert grown < 8 * size
