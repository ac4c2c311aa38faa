"""The linter as a whole: quiet on good code, never in the way."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiges_nb.findings import Finding
from aiges_nb.lint import RULES, lint_class
from aiges_nb.messages import catalogue
from aiges_nb.program import Program, Statement

from .conftest import COMPLETE, CONTRACT, Lint, make_program

TRY_IMPORT = """
from aiges.core.types import *
try:
    from aiges_embed import ResponseData, Response, DataListNode, DataListCls
except:
    from aiges.dto import Response, ResponseData, DataListNode, DataListCls
from aiges.sdk import WrapperBase, StringParamField, ImageBodyField, StringBodyField
from aiges.utils.log import log, getFileLogger
import json
"""
REAL_SHAPES = {
    "two arguments, get, setData": """
        class UserRequest(object):
            params1 = StringParamField(key="mode", enums=["fast"], value="fast")
            input1 = ImageBodyField(key="image", path="test_data/test.png")
        class UserResponse(object):
            accept1 = StringBodyField(key="output_text")
        class Wrapper(WrapperBase):
            serviceId = "svc"
            version = "v1"
            requestCls = UserRequest()
            responseCls = UserResponse()
            model = None
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.filelogger = None
            def wrapperInit(self, config: {}) -> int:
                log.info("Initializing ...")
                self.filelogger = getFileLogger()
                return 0
            def wrapperOnceExec(self, params: {}, reqData: DataListCls) -> Response:
                self.filelogger.info("got reqdata , %s" % reqData.list)
                imagebytes = reqData.get("image").data
                result = {"size": len(imagebytes), "mode": params.get("mode", "fast")}
                res = Response()
                resd = ResponseData()
                resd.key = "output_text"
                resd.setDataType(DataText)
                resd.status = Once
                resd.setData(json.dumps(result).encode("utf-8"))
                res.list = [resd]
                return res
            def wrapperFini(self) -> int:
                return 0
            def wrapperError(self, ret: int) -> str:
                if ret == 1001:
                    return "user error defined here"
                return ""
            def wrapperTestFunc(self, data: [], respData: []):
                pass
        if __name__ == "__main__":
            m = Wrapper()
            m.run()
    """,
    "cls for self, persId, response_err": """
        class Wrapper(WrapperBase):
            def wrapperInit(cls, config: {}) -> int:
                return 0
            def wrapperFini(cls) -> int:
                return 0
            def wrapperError(cls, ret: int) -> str:
                return "user error" if ret == 100001 else ""
            def wrapperOnceExec(cls, params: {}, reqData: DataListCls, usrTag: str = "", persId: int = 0) -> Response:
                res = Response()
                try:
                    data = reqData.get("image").data
                except Exception as problem:
                    log.error(problem)
                    return res.response_err(100001)
                item = ResponseData()
                item.key = "output_text"
                item.type = DataText
                item.status = DataOnce
                item.setData(bytes(data))
                res.list = [item]
                return res
            def wrapperTestFunc(cls, data=None, respData=None):
                pass
    """,
    "sessions": """
        class Wrapper(WrapperBase):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.session_total = 2
            def wrapperInit(self, config: {}) -> int:
                self.session.init_wrapper_config(config)
                self.session.init_handle_pool("thread", self.session_total, MyThread)
                return 0
            def wrapperFini(self) -> int:
                return 0
            def wrapperError(self, ret: int) -> str:
                return ""
            def wrapperCreate(self, params: {}, sid: str) -> SessionCreateResponse:
                s = SessionCreateResponse()
                handle = self.session.get_idle_handle()
                if not handle:
                    s.error_code = -1
                    return s
                _session = self.session.get_session(handle=handle)
                _session.setup_sid(sid)
                _session.setup_params(params)
                s.handle = handle
                s.error_code = 0
                return s
            def wrapperWrite(self, handle: str, req: DataListCls, sid: str) -> int:
                _session = self.session.get_session(handle=handle)
                if _session is None:
                    return -1
                _session.in_q.put(req)
                return 0
            def wrapperDestroy(self, handle) -> int:
                return 0
            def wrapperTestFunc(self, data=None, respData=None):
                pass
        class MyThread: ...
    """,
}
ALLOWED = {"bridged-arity", "code-exception"}


@pytest.mark.parametrize("name", REAL_SHAPES)
def test_quiet_on_the_shapes_of_real_wrappers(name: str) -> None:
    program = make_program(TRY_IMPORT + dedent(REAL_SHAPES[name]))
    found = [finding for finding in lint_class(program, CONTRACT) if finding.code not in ALLOWED]
    assert found == []


def test_quiet_on_a_complete_class(lint_methods: Lint) -> None:
    assert lint_methods("") == ()


def test_paths_lead_back_to_the_cells() -> None:
    first = Statement("import json\nTHING = 1", 2, 3, 4)
    source = f"class Wrapper(WrapperBase):\n{COMPLETE.replace(chr(10), chr(10) + '    ')}".replace(
        "def wrapperFini(self)", "def wrapperFini()"
    )
    second = Statement(source.rstrip(), 5, 10, 10 + source.rstrip().count("\n"))
    (finding,) = lint_class(Program((first, second), "Wrapper"))
    assert finding.path == f"cell[5]:{10 + source.split('def wrapperFini')[0].count(chr(10))}"


def test_a_slice_gives_its_program_and_names_are_its_own_business() -> None:
    class Slice:
        program = make_program(
            f"class Wrapper(WrapperBase):\n{COMPLETE.replace(chr(10), chr(10) + '    ')}".rstrip()
            + "\n        missing()"
        )

    assert [finding.code for finding in lint_class(Slice.program)][-1:] == ["name-undefined"]
    assert lint_class(Slice()) == ()


@pytest.mark.parametrize("source", ["", "class Wrapper", "x = (", "class Other: ...", "\0"])
def test_what_cannot_be_read_says_nothing(source: str) -> None:
    assert lint_class(Program((Statement(source, 1, 1, 1),), "Wrapper")) == ()


def test_inherited_methods_count() -> None:
    source = """
        class Base(WrapperBase):
            def wrapperInit(self, config):
                return 0
            def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
                return self.response_err(4001)
        class Wrapper(Base):
            pass
    """
    found = [finding for finding in lint_class(make_program(source)) if finding.level == "error"]
    assert [(finding.code, finding.path) for finding in found] == [("self-response-err", "cell[1]:5")]


def test_every_rule_has_its_texts() -> None:
    assert {rule.code for rule in RULES} - catalogue().keys() == set()


def test_findings_come_in_line_order_and_once() -> None:
    source = "class Wrapper(WrapperBase):\n    def wrapperFini(): return 0\n    def wrapperInit(): return 0\n"
    found = [finding for finding in lint_class(make_program(source)) if finding.code == "hook-without-self"]
    assert [finding.path for finding in found] == ["cell[1]:2", "cell[1]:3"]


NAMES = st.sampled_from(
    [
        *("self", "cls", "params", "reqData", "res", "d", "config", "wrapperInit", "wrapperOnceExec", "wrapperError"),
        *("Response", "ResponseData", "requests", "process", "cancelled", "force_shutdown", "list", "data", "key"),
    ]
)
ATOMS = st.one_of(NAMES, st.sampled_from(["1", "-1", "'x'", "b'x'", "None", "...", "[]", "{}", "f'{self}'", "()"]))


def expressions() -> st.SearchStrategy[str]:
    return st.recursive(
        ATOMS,
        lambda inner: st.one_of(
            st.builds("({}).{}".format, inner, NAMES),
            st.builds("({})({})".format, inner, inner),
            st.builds("({})[{}]".format, inner, inner),
            st.builds("({} + {})".format, inner, inner),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("(lambda {}=1: {})".format, NAMES, inner),
            st.builds("{{**({})}}".format, inner),
        ),
        max_leaves=6,
    )


STATEMENTS = st.one_of(
    expressions(),
    st.builds("{} = {}".format, NAMES, expressions()),
    st.builds("self.{} = {}".format, NAMES, expressions()),
    st.builds("{}[0] = {}".format, NAMES, expressions()),
    st.builds("return {}".format, expressions()),
    st.builds("global {}".format, NAMES),
    st.builds("for {} in {}: pass".format, NAMES, expressions()),
    st.builds("try: {}\n        except: pass".format, expressions()),
    st.builds("del {}".format, NAMES),
)
HOOKS = st.sampled_from(
    ["wrapperInit", "wrapperOnceExec", "wrapperError", "wrapperCreate", "process", "cancel_command_task"]
)
ARGUMENTS = st.sampled_from(
    ["", "self", "self, params", "self, params, reqData", "*args", "self, *, a", "self, a=[], /"]
)
METHODS = st.builds(
    "    def {}({}):\n        {}\n".format,
    HOOKS,
    ARGUMENTS,
    st.lists(STATEMENTS, min_size=1, max_size=4).map("\n        ".join),
)


@settings(max_examples=300, deadline=None)
@given(
    base=st.sampled_from(["WrapperBase", "ModuleRunner", "", "a.b", "x[0], *y"]),
    methods=st.lists(METHODS, min_size=1, max_size=4).map("".join),
)
def test_never_raises_on_what_parses(base: str, methods: str) -> None:
    source = f"class Wrapper({base}):\n    config = {{}}\n{methods}"
    try:
        ast.parse(source)
    except (SyntaxError, RecursionError):
        return
    for finding in lint_class(make_program(source), CONTRACT if "Wrapper" in base else None):
        assert isinstance(finding, Finding)
        assert finding.path.startswith("cell[1]:")
        assert finding.message
        assert "{" not in finding.hint.replace("{ret}", "") or "success" in finding.hint
