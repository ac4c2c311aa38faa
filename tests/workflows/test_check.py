from __future__ import annotations

from pathlib import Path

import pytest

import aiges_nb
from aiges_nb.errors import UsageError

HEAD = """
from aiges.dto import Response, ResponseData
from aiges.sdk import AudioBodyField, NumberParamField, StringBodyField, WrapperBase

class UserRequest:
    text = StringBodyField(key="text", value=b"hello")
    times = NumberParamField(key="times", minimum=1, maximum=5, value=2)

class UserResponse:
    accept = StringBodyField(key="echo")

class Wrapper(WrapperBase):
    serviceId, version = "echo", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperFini(self):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key = "echo"
        data.setDataType(0)
        data.setData(EXPRESSION)
        res = Response()
        res.list = [data]
        return res
"""

PLAIN = HEAD.replace("EXPRESSION", 'reqData.get("text").data')


def checked(tmp_path: Path, expression: str) -> dict[str, tuple[str, str]]:
    """Level and path of each finding of the replay, by code."""
    path = tmp_path / "work.py"
    path.write_text(HEAD.replace("EXPRESSION", expression), encoding="utf-8")
    report = aiges_nb.check(path)
    return {finding.code: (finding.level, finding.path) for finding in report.findings if "replay" in finding.code}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('reqData.get("text").data * int(float(params.get("times", 2)))', {}),
        ('reqData.get("text").data * int(params["times"])', {"replay-only-fails": ("warning", "cell[1]:26")}),
        ("repr(sorted(params.items())).encode()", {"replay-differs": ("warning", "response.echo")}),
        ("b'%d' % (1 / 0)", {"replay-failed": ("error", "cell[1]:26")}),
    ],
)
def test_samples_under_each_convention(tmp_path: Path, expression: str, found: dict[str, tuple[str, str]]) -> None:
    assert checked(tmp_path, expression) == found


def test_without_a_sample_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    path.write_text(
        PLAIN.replace('StringBodyField(key="text", value=b"hello")', 'AudioBodyField(key="text", path="no.wav")'),
        encoding="utf-8",
    )
    report = aiges_nb.check(path)
    assert [finding.level for finding in report.findings if finding.code == "replay-no-sample"] == ["info"]
    assert report.replays == ()


def test_an_unloadable_class_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    path.write_text("LIMIT = int('x')\n" + PLAIN.replace("maximum=5", "maximum=LIMIT"), encoding="utf-8")
    report = aiges_nb.check(path)
    assert not report.ok
    assert ("class-not-loaded-here", "cell[1]:1") in [(finding.code, finding.path) for finding in report.findings]


def test_a_class_of_this_process_without_source() -> None:
    with pytest.raises(UsageError, match="no service class"):
        aiges_nb.check(int)
    with pytest.raises(UsageError, match="no wrapper class yet"):
        aiges_nb.check()
