# %%
from aiges.dto import Response, ResponseData, SessionCreateResponse
from aiges.sdk import AudioBodyField, StringBodyField, StringParamField, WrapperBase, callback


# %%
class UserRequest:
    sound = AudioBodyField(key="sound")
    mode = StringParamField(key="mode", value="")


class UserResponse:
    accept = StringBodyField(key="heard")


def answer(text, status):
    data = ResponseData()
    data.key = "heard"
    data.setDataType(0)
    data.status = status
    data.setData(text.encode())
    res = Response()
    res.list = [data]
    return res


class Wrapper(WrapperBase):
    serviceId, version = "hear", "v1"
    requestCls, responseCls = UserRequest(), UserResponse()

    def wrapperInit(self, config):
        self.counts = {}
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        return answer(f"once {len(reqData.get('sound').data)}", 3)

    def wrapperCreate(self, params, sid, persId=0, usrTag=""):
        created = SessionCreateResponse()
        created.handle = sid
        self.mode = params.get("mode", "")
        self.counts[sid] = 0
        return created

    def wrapperWrite(self, handle, req, sid=""):
        piece = req.get("sound")
        self.counts[handle] += len(piece.data)
        if self.mode == "raise" and piece.status == 1:
            raise ValueError("too loud")
        if self.mode == "code" and piece.status == 1:
            return 1234
        is_last = piece.status in (2, 3)
        callback(answer(f"{self.counts[handle]}", 2 if is_last else piece.status), handle)
        return 0

    def wrapperRead(self, handle, sid=""):
        return None

    def wrapperDestroy(self, handle):
        self.counts.pop(handle)
        return 0

    def wrapperError(self, ret):
        return "听不清"

    def wrapperFini(self):
        return 0
