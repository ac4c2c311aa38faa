# %%
import time

from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase

from aiges_nb import progress


def hold():
    """What no wish to stop ends."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            time.sleep(60)
        except BaseException:
            pass


# %%
class UserRequest:
    text = StringBodyField(key="text", value="hello 你好".encode())
    times = IntegerParamField(key="times", minimum=1, maximum=5, value=2)
    mode = StringParamField(
        key="mode", enums=["echo", "raise", "code", "sleep", "exit", "print", "steps", "hold", "short", "partial"], value="echo"
    )


class UserResponse:
    accept = StringBodyField(key="echo")


class Wrapper(WrapperBase):
    serviceId = "echo"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        mode = params.get("mode", "echo")
        res = Response()
        if mode == "raise":
            raise ValueError("no such luck")
        if mode == "code":
            return res.response_err(4001)
        if mode == "exit":
            import os

            os._exit(7)
        if mode == "print":
            print("first\nsecond")
        if mode == "hold":
            print("holding", flush=True)
            hold()
        if mode == "partial":
            for found in range(6):
                progress.update(step=found, steps=5, partial={"found": found})
                time.sleep(0.06 if found < 5 else 0)
        if mode == "short":
            time.sleep(0.01)
        if mode == "sleep":
            print("sleeping", flush=True)
            time.sleep(60)
        if mode == "steps":
            for _i in progress.track(range(20), message="step"):
                time.sleep(0.05)
        echo = ResponseData()
        echo.key = "echo"
        echo.setDataType(0)
        echo.setData(reqData.get("text").data * int(float(params.get("times", 2))))
        res.list = [echo]
        return res

    def wrapperError(self, ret):
        return "识别无结果"

    def wrapperFini(self):
        return 0

    def wrapperTestFunc(self, data, respData):
        return 0
