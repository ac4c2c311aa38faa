"""Who may call."""

from __future__ import annotations

import pytest

from .conftest import ECHO, TOKEN, Client, call_of


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
