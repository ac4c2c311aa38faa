# %%
# The same song recogniser, mended as the findings say.
import base64
import hashlib
import hmac
import json
import time

import requests

try:
    from aiges_embed import DataListCls, Response, ResponseData
except ImportError:
    from aiges.dto import DataListCls, Response, ResponseData

from aiges.sdk import AudioBodyField, StringBodyField, StringParamField, WrapperBase

NO_RESULT, NO_SERVICE, BAD_STATUS = 61001, 61002, 61003


# %%
class UserRequest:
    mode = StringParamField(key="mode", enums=["song", "humming"], value="humming")
    data = AudioBodyField(key="data", path="hum.wav")


class UserResponse:
    accept1 = StringBodyField(key="output_text")


class Wrapper(WrapperBase):
    serviceId = "song_search"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()
    config = {"url": "http://127.0.0.1:1/identify", "access_key": "your-key", "access_secret": "your-secret"}

    def wrapperInit(self, config):
        self.url = config.get("url", "")
        self.key = config.get("access_key", "")
        self.secret = config.get("access_secret", "")
        return 0

    def wrapperError(self, ret):
        texts = {NO_RESULT: "识别无结果", NO_SERVICE: "service not reached", BAD_STATUS: "service refused"}
        return texts.get(ret, "unknown error")

    def wrapperFini(self):
        return 0

    def wrapperOnceExec(self, params: dict, reqData: DataListCls) -> Response:
        res = Response()
        sample = reqData.get("data")
        stamp = str(time.time())
        text = "\n".join(["POST", self.key, params["mode"], stamp])
        sign = base64.b64encode(hmac.new(self.secret.encode(), text.encode(), hashlib.sha1).digest()).decode()
        form = {"access_key": self.key, "mode": params["mode"], "timestamp": stamp, "signature": sign}
        try:
            answer = requests.post(self.url, files={"sample": sample.data}, data=form, timeout=5)
        except requests.exceptions.RequestException:
            return res.response_err(NO_SERVICE)
        if answer.status_code != 200:
            return res.response_err(BAD_STATUS)
        found = json.loads(answer.text)
        if found["code"]:
            return res.response_err(NO_RESULT)
        item = ResponseData()
        item.key = "output_text"
        item.setDataType(0)
        item.status = 3
        item.setData(found["title"].encode("utf-8"))
        res.list = [item]
        return res


# %%
if __name__ == "__main__":
    m = Wrapper()
    m.schema()
    m.run()
