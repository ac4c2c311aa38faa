"""`%aiges_serve` in a real kernel: beside the cells, swapped with the class, ended on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_kernel import execute, shown

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
]

ASK = """
import http.client, json
def ask(times="2"):
    connection = http.client.HTTPConnection("127.0.0.1", served.url.rpartition(":")[2], timeout=20)
    wanted = {"times": times, "echo": {"data_type": "text"}}
    body = {"parameter": {"echo": wanted}, "payload": {"text": {"text": "aGk="}}}
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + served.token}
    connection.request("POST", "/v1/private/echo", json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())["payload"]["echo"]["text"]
"""
GONE = """
try:
    ask()
except OSError as exc:
    print("gone", type(exc).__name__)
"""


def test_the_live_class_is_served_beside_the_cells(tmp_path: Path, cell: str) -> None:
    changed = cell.replace('reqData.get("text").data *', 'b"new " + reqData.get("text").data *')
    broken = cell.replace("return 0", "return 7", 1)
    cells = execute(
        tmp_path,
        cell,
        "served = get_ipython().run_line_magic('aiges_serve', '')\nserved",
        ASK + "ask()",
        changed,
        "ask()",
        broken,
        "ask()",
        "%aiges_serve --stop",
        GONE,
    )
    _, served, first, swapped, second, refused, third, _, gone = cells
    assert "Wrapper" in shown(served) and "http://127.0.0.1:" in shown(served)
    assert "token=" in shown(served, "text/html") and "token=" not in shown(served)
    assert shown(first) == "(200, 'hihi')"
    assert "served as it is now" in shown(swapped)
    assert shown(second) == "(200, 'new hihi')"
    assert "goes on with the class as it was before" in shown(refused)
    assert shown(third) == "(200, 'new hihi')"
    assert "gone" in shown(gone)
