"""Source of small services that the browser tests write into notebooks."""

from __future__ import annotations

ECHO = '''
from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase

HELPER = 1


class UserRequest:
    words = StringBodyField(key="words", value="清风茶馆".encode())
    mode = StringParamField(key="mode", enums=["answer", "slow", "raise"], value="answer")
    times = IntegerParamField(key="times", minimum=1, maximum=5, value=2)


class UserResponse:
    accept = StringBodyField(key="back")


class Wrapper(WrapperBase):
    """Says what came in."""

    serviceId = "teller"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        import time

        print("asked with", params)
        if params.get("mode") == "raise":
            raise ValueError("the author's own mistake")
        if params.get("mode") == "slow":
            from aiges_nb import progress

            for _ in progress.track(range(3000), message="thinking"):
                time.sleep(0.02)
        part = ResponseData()
        part.key, part.status = "back", 3
        part.setDataType(0)
        part.setData(reqData.get("words").data * HELPER)
        response = Response()
        response.list = [part]
        return response

    def wrapperFini(self):
        return 0

    def wrapperError(self, code):
        return "unknown"
'''.strip()
LOAD = "%load_ext aiges_nb\nimport time\n\nimport aiges_nb"
LEFT_OUT = "never = 'needed'\nprint(never)"
