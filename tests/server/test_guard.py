"""Who may call."""

from __future__ import annotations

import json
import socket
import threading

import pytest

from aiges_nb.exchange.limits import Limits

from .conftest import DATA, ECHO, TOKEN, Client, call_of, serving


def test_without_the_token_nothing_but_health_is_told(client: Client) -> None:
    stranger = Client(client.host, client.port, {})
    assert stranger.get("/healthz").status == 200
    assert stranger.get("/readyz").status == 200
    for path in ("/", "/metrics", "/openapi.json", "/v1/jobs", "/nothing"):
        answer = stranger.get(path)
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in answer.body.decode()
    assert stranger.post(ECHO, call_of()).status == 401


@pytest.mark.parametrize("given", ["Bearer wrong", "Basic abc", "Bearer", "", "Bearer " + TOKEN + "x"])
def test_a_wrong_token_is_no_token(client: Client, given: str) -> None:
    assert Client(client.host, client.port, {"Authorization": given}).get("/metrics").status == 401


def test_a_browser_opens_once_with_the_token_and_goes_on_with_a_cookie(client: Client) -> None:
    browser = Client(client.host, client.port, {})
    opened = browser.get(f"/?token={TOKEN}")
    assert (opened.status, opened.headers["location"]) == (303, "/")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and TOKEN not in cookie
    browser.headers = {"Cookie": cookie.partition(";")[0]}
    page = browser.get("/")
    assert page.status == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert browser.post(ECHO, call_of()).status == 200
    assert Client(client.host, client.port, {}).get("/?token=wrong").status == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:80", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("10.0.0.1", 403),
        ("", 403),
    ],
)
def test_a_rebound_name_is_not_answered(client: Client, host: str, status: int) -> None:
    assert client.ask("GET", "/healthz", headers={"Host": host}).status == status


def test_another_sites_page_may_not_change_anything(client: Client) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        answer = client.post(ECHO, call_of(), Origin=origin)
        assert answer.status == 403
        assert answer.codes == {("header.origin", "origin-not-allowed")}
    own = f"http://{client.host}:{client.port}"
    assert client.post(ECHO, call_of(), Origin=own).status == 200
    assert client.post(ECHO, call_of(), **{"Sec-Fetch-Site": "cross-site"}).status == 403


def test_too_many_headers_are_refused(client: Client) -> None:
    assert client.ask("GET", "/healthz", headers={f"X-{n}": "1" for n in range(150)}).status == 431


def test_paths_and_methods(client: Client) -> None:
    assert client.get("/nothing").status == 404
    answer = client.get(ECHO)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert client.ask("HEAD", "/healthz").body == b""


def raw(client: Client, *pieces: bytes, pause_s: float = 0.0) -> bytes:
    """What is answered to bytes as they are, sent piece by piece."""
    with socket.create_connection((client.host, client.port), 10) as link:
        for piece in pieces:
            link.sendall(piece)
            threading.Event().wait(pause_s)
        return link.recv(65536)


def head(length: int) -> bytes:
    lines = f"POST {ECHO} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    return f"{lines}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()


def test_a_body_may_come_in_pieces(client: Client) -> None:
    body = json.dumps(call_of()).encode()
    assert raw(client, head(len(body)) + body[:10], body[10:20], body[20:], pause_s=0.05).startswith(b"HTTP/1.1 200")


def test_a_body_that_never_comes_is_not_waited_for_for_ever() -> None:
    with serving(DATA / "echo.py", limits=Limits(body_wait_s=0.3, body=1000)) as running:
        assert raw(running.client, head(10) + b"{").startswith(b"HTTP/1.1 408")
        assert raw(running.client, head(2000)).startswith(b"HTTP/1.1 413")
        chunked = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        assert raw(running.client, chunked, b"400\r\n" + b"x" * 1024 + b"\r\n").startswith(b"HTTP/1.1 413")
        assert running.client.post(ECHO, call_of()).status == 200


@pytest.mark.parametrize("nonsense", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n"])
def test_what_is_no_http_is_400(client: Client, nonsense: bytes) -> None:
    assert raw(client, nonsense).startswith(b"HTTP/1.1 400")
