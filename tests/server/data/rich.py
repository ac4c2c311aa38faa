# %%
from aiges.dto import Response, ResponseData
from aiges.sdk import (
    AudioBodyField, BooleanParamField, ImageBodyField, IntegerParamField, JsonBodyField, NumberParamField,
    StringBodyField, StringParamField, WrapperBase,
)


class UserRequest:
    picture = ImageBodyField(key="picture")
    sound = AudioBodyField(key="sound")
    table = JsonBodyField(key="table", value={"rows": []})
    text = StringBodyField(key="text")
    times = IntegerParamField(key="times", minimum=1, maximum=9, value=2)
    factor = NumberParamField(key="factor", minimum=-1.5, maximum=1.5, value=0.5)
    loud = BooleanParamField(key="loud", default=False)
    mode = StringParamField(key="mode", enums=["a", "b"], value="a")


class UserResponse:
    words = StringBodyField(key="words")
    framed = ImageBodyField(key="framed")


def output(key, kind, data):
    found = ResponseData()
    found.key, found.status = key, 3
    found.setDataType(kind)
    found.setData(data)
    return found


class Wrapper(WrapperBase):
    """A field of every kind."""

    serviceId, version = "rich", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        picture = reqData.get("picture")
        res = Response()
        res.list = [output("words", 0, repr(sorted(params)).encode()), output("framed", 2, picture.data if picture else b"")]
        return res

    def wrapperFini(self):
        return 0
