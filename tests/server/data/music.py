# %%
from aiges.dto import Response, ResponseData
from aiges.sdk import AudioBodyField, StringBodyField, StringParamField, WrapperBase


class UserRequest:
    data = AudioBodyField(key="data")
    mode = StringParamField(key="mode", enums=["humming", "silent"], value="humming")


class UserResponse:
    accept = StringBodyField(key="output_text")


class Wrapper(WrapperBase):
    """The service of the platform's own example."""

    serviceId, version = "music", "1.0.0"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        res = Response()
        if params["mode"] == "silent":
            return res.response_err(1001)
        assert reqData.get("data").data == b"RIFF\x04\0\0\0WAVE"
        found = ResponseData()
        found.key, found.status = "output_text", 3
        found.setDataType(0)
        found.setData(b'{"code":0}')
        res.list = [found]
        return res

    def wrapperError(self, ret):
        return "识别无结果"

    def wrapperFini(self):
        return 0
