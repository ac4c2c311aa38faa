# %%
import time

from aiges.dto import Response, ResponseData, SessionCreateResponse, callback
from aiges.sdk import (
    AudioBodyField,
    SessionManager,
    StreamHandleThread,
    StringBodyField,
    StringParamField,
    WrapperBase,
)


# %%
def answer(key, data, status, kind=0):
    item = ResponseData()
    item.key, item.status = key, status
    item.setDataType(kind)
    item.setData(data)
    res = Response()
    res.list = [item]
    return res


# %%
class Echoing(StreamHandleThread):
    """Answers each frame with its size; ends with the last one."""

    def init_model(self):
        self.loaded = True

    def run(self):
        self.init_model()
        while not self.is_stopping:
            frame = self.in_q.get()
            node = frame.get("audio")
            mode = self.session_thread.params.get("mode", "echo")
            if mode == "raise":
                raise ValueError("no such frame")
            if mode == "hang":
                time.sleep(60)
            if mode == "nap":
                time.sleep(4)
            if mode == "silent":
                continue
            status = {0: 0, 1: 1}.get(node.status, 2)
            res = answer("text", b"%d;" % node.len, status)
            self.session_thread.callback_fn(res, self.session_thread.sid)


# %%
class Asked:
    mode = StringParamField(key="mode", value="echo")
    audio = AudioBodyField(key="audio", path="sound.raw")


class Answered:
    text = StringBodyField(key="text")


class Wrapper(WrapperBase):
    serviceId, version = "frames", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        self.session = SessionManager(config)
        self.session.init_handle_pool("thread", 2, Echoing)
        self.destroyed = 0
        return 0

    def wrapperCreate(self, params, sid, persId=0, usrTag="", userTag=""):
        res = SessionCreateResponse()
        handle = self.session.get_idle_handle()
        if handle is None:
            res.error_code = 10013
            return res
        session = self.session.get_session(handle)
        session.setup_sid(sid)
        session.setup_params(params)
        session.setup_callback_fn(callback)
        res.handle = handle
        return res

    def wrapperWrite(self, handle, req, sid=""):
        if self.session.get_session(handle).params.get("mode") == "code":
            return 61001
        self.session.get_session(handle).in_q.put(req)
        return 0

    def wrapperDestroy(self, handle):
        self.session.reset_session(handle)
        return 0

    def wrapperError(self, ret):
        return "bad frame" if ret == 61001 else ""

    def wrapperFini(self):
        return 0
