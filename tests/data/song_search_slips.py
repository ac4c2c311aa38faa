# %%
# A song recogniser that asks a web service, written the way a first attempt often looks.
import base64
import hashlib
import hmac
import logging
import re
import time

import requests
from aiges.core.types import *
from aiges.dto import DataListCls, DataListNode, Response, ResponseData
from aiges.sdk import AudioBodyField, StringBodyField, StringParamField, WrapperBase

# %%
class UserRequest(object):
    params1 = StringParamField(key="mode", enums=["song", "humming"], value="humming")
    input1 = AudioBodyField(key="data", path="/home/wrapper/test.wav")


class UserResponse(object):
    accept1 = StringBodyField(key="ouput_text")


class Wrapper(WrapperBase):
    requestCls = UserRequest()
    responseCls = UserResponse()
    url, method, uri = None, None, None
    song_key, song_secret = None, None
    humming_key, humming_secret = None, None
    config = {
        "url": "http://127.0.0.1:1/identify",
        "method": "POST",
        "uri": "/identify",
        "song_key": "your-key",
        "song_secret": "your-secret",
        "humming_key": "your-key",
        "humming_secret": "your-secret",
    }

    def wrapperInit(cls, config: {}) -> int:
        print("Initializing ..")
        Wrapper.url, Wrapper.method, Wrapper.uri = config["url"], config["method"], config["uri"]
        Wrapper.song_key, Wrapper.song_secret = config["song_key"], config["song_secret"]
        Wrapper.humming_key, Wrapper.humming_secret = config["humming_key"], config["humming_secret"]
        return 0

    def wrapperError(cls, ret: int) -> str:
        if ret == 1001:
            return "识别无结果"
        elif ret == 3001:
            return "Access Key不存在或错误"
        else:
            return f"User Defined Error: {ret}"

    def wrapperFini() -> int:
        logging.info("Wrapper finished.")
        return 0

    def wrapperOnceExec(self, params: {}, reqData: DataListCls) -> Response:
        mode = params["mode"]
        key = Wrapper.song_key if mode == "song" else Wrapper.humming_key
        secret = Wrapper.song_secret if mode == "song" else Wrapper.humming_secret
        sample = reqData.list[0].data
        length = reqData.list[0].len
        stamp = str(time.time())
        res = Response()
        text = "\n".join([Wrapper.method, Wrapper.uri, key, "audio", "1", stamp])
        sign = base64.b64encode(
            hmac.new(secret.encode("ascii"), text.encode("ascii"), digestmod=hashlib.sha1).digest()
        ).decode("ascii")
        if sign is None:
            return res.response_err(5014)
        form = {"access_key": key, "sample_bytes": length, "timestamp": stamp, "signature": sign}
        try:
            r = requests.post(Wrapper.url, files={"sample": sample}, data=form, timeout=5)
        except requests.exceptions.ConnectTimeout:
            return res.response_err(4408)
        if r.status_code != 200:
            return res.response_err(4000 + r.status_code)
        found = re.findall(re.compile(r'"code":\d+'), r.text)
        code = found[0].split(":")[-1]
        if int(code):
            return self.response_err(int(code))
        r.encoding = "utf-8"
        l = ResponseData()
        l.key = "output_text"
        l.type = 0
        l.status = 3
        l.data = r.text
        l.len = len(r.text.encode())
        res.list = [l]
        return res


# %%
if __name__ == "__main__":
    m = Wrapper()
    m.schema()
    m.run()
