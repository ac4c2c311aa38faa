"""WrapperBase: the shapes in which real wrappers are written, and its calls upward."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from aiges_nb.errors import WrapperError
from aiges_nb.sdk import Response, ResponseData, StringBodyField, StringParamField, WrapperBase, log


class UserRequest:
    mode = StringParamField(key="mode", enums=["upper", "lower"], value="upper")
    text = StringBodyField(key="text", value=b"Hello")


class UserResponse:
    accept1 = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId = "shout"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls: list[str] = []

    def wrapperInit(self, config: dict[str, Any]) -> int:
        return 0

    def wrapperFini(self) -> int:
        return 0

    def wrapperOnceExec(self, params: dict[str, Any], reqData: Any) -> Response:  # type: ignore[override]
        res = Response()
        found = reqData.get("text").data.decode()
        if not found.strip():
            return res.response_err(4000)
        made = ResponseData("out")
        made.setData((found.upper() if params["mode"] == "upper" else found.lower()).encode())
        res.list = [made]
        return res

    def wrapperError(self, ret: int) -> str:
        return "nothing to shout" if ret == 4000 else ""


@pytest.mark.parametrize(
    "keywords",
    [{}, {"legacy": False}, {"legacy": False, "is_aipaas": True, "keep_schema_default_value": True}, {"own": 1}],
)
def test_every_callers_way_of_making_an_instance_works(keywords: dict[str, Any]) -> None:
    made = Wrapper(**keywords)
    assert made.calls == []
    assert made.config == {}


def test_an_init_that_calls_nothing_still_has_sessions() -> None:
    class Own(Wrapper):
        def __init__(self) -> None:
            pass

    made = Own()
    assert made.session is made.session
    assert made.session is not Own().session
    made.session = "mine"
    assert made.session == "mine"


@pytest.mark.parametrize("hook", ["wrapperInit", "wrapperFini", "wrapperOnceExec", "wrapperOnceExecAsync"])
def test_hooks_that_only_the_author_can_write_are_missing(hook: str) -> None:
    arguments = {"wrapperInit": 1, "wrapperFini": 0, "wrapperOnceExec": 2, "wrapperOnceExecAsync": 3}[hook]
    with pytest.raises(NotImplementedError, match=hook):
        getattr(WrapperBase(), hook)(*[None] * arguments)


def test_the_other_hooks_answer_what_does_no_harm() -> None:
    base = WrapperBase()
    assert (base.wrapperLoadRes(None, "1"), base.wrapperUnloadRes("1"), base.wrapperDestroy("h")) == (0, 0, 0)  # type: ignore[arg-type]
    assert (base.wrapperError(7), base.wrapperRead("h"), base.wrapperWrite("h", None)) == ("", [], 0)
    assert base.wrapperCreate({}, "sid") is None
    assert not hasattr(base, "wrapperTestFunc")


def test_schema_is_json_text() -> None:
    document = json.loads(Wrapper().schema())
    assert document["meta"]["serviceId"] == "shout"
    assert set(document) == {"meta", "schemainput", "schemaoutput"}


def test_run_gives_the_answer_to_the_samples_and_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    response = Wrapper().run()
    assert [output.data for output in response.outputs] == [b"HELLO"]
    assert "HELLO" in capsys.readouterr().out


def test_run_raises_the_authors_code_with_its_text() -> None:
    class Silent(Wrapper):
        class requestCls(UserRequest):
            text = StringBodyField(key="text", value=b"  ")

    with pytest.raises(WrapperError, match="nothing to shout") as caught:
        Silent().run()
    assert caught.value.error_code == 4000


def test_run_raises_with_a_traceback_that_ends_at_the_authors_line() -> None:
    class Broken(Wrapper):
        def wrapperOnceExec(self, params: dict[str, Any], reqData: Any) -> Response:  # type: ignore[override]
            raise LookupError("no model")

    with pytest.raises(WrapperError, match="no model") as caught:
        Broken().run_once()
    *_, place, line, words = [line for line in caught.value.user_traceback.splitlines() if line.strip(" ^")]
    assert __file__ in place or "test_wrapper.py" in place
    assert line.strip() == 'raise LookupError("no model")'
    assert words == "LookupError: no model"


def test_check_resp_says_whether_an_answer_would_pass(capsys: pytest.CaptureFixture[str]) -> None:
    wrapper, good, bad = Wrapper(), Response(), Response()
    good.list = [ResponseData("out", b"x")]
    bad.list = [ResponseData("ouput", b"x")]
    assert wrapper.check_resp(good) is True
    assert wrapper.check_resp(bad) is False
    assert "ouput" in capsys.readouterr().err


def test_a_file_that_ends_as_wrappers_end_fails_with_a_code_other_than_0() -> None:
    source = """
from aiges_nb.sdk.shim import install_shim
install_shim()
from aiges.sdk import WrapperBase, StringBodyField
class Req: text = StringBodyField(key="text", value=b"x")
class Res: accept = StringBodyField(key="out")
class Wrapper(WrapperBase):
    serviceId, version, requestCls, responseCls = "s", "v", Req(), Res()
    def wrapperInit(self, config): return 0
    def wrapperOnceExec(self, params, reqData): return 1 / 0
    def wrapperFini(self): return 0
if __name__ == "__main__":
    m = Wrapper()
    m.schema()
    m.run()
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr


def test_a_class_is_made_without_a_word_or_a_file(capfd: pytest.CaptureFixture[str]) -> None:
    class Quiet(Wrapper):
        requestCls = UserRequest
        responseCls = UserResponse

    Quiet(legacy=False)
    assert capfd.readouterr() == ("", "")


def test_the_log_goes_to_stderr_and_leaves_the_root_logger_alone(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    before = (logging.getLogger().level, list(logging.getLogger().handlers))
    log.info("model is ready")
    log.debug("too fine")
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "INFO model is ready" in seen.err
    assert "too fine" not in seen.err
    assert (logging.getLogger().level, list(logging.getLogger().handlers)) == before
