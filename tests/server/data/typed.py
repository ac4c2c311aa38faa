# %%
from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase


class UserRequest:
    text = StringBodyField(key="text")
    times = IntegerParamField(key="times", value=1)
    mode = StringParamField(key="mode", value="echo")


class UserResponse:
    accept = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "typed", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key = "out"
        data.setDataType(0)
        data.setData(f"{type(params.get('times')).__name__} {params.get('mode')}".encode())
        res = Response()
        res.list = [data]
        return res
