# %%
import json
from pathlib import Path

import numpy as np
from aiges.dto import Response, ResponseData
from aiges.sdk import IntegerParamField, StringBodyField, StringParamField, WrapperBase

import counting

# %%
stops = {word.strip() for name in ("短.txt", "长.txt") for word in Path("词表", name).read_text("utf-8").split()}
weights = {"length": np.linspace(0, 1, 7), "rank": np.arange(5, dtype="int32")}


# %%
class Ask:
    text = StringBodyField(key="text", value="the lamp and the moon".encode())
    most = IntegerParamField(key="most", value=3, minimum=1, maximum=9)
    order = StringParamField(key="order", enums=["rank", "name"], value="rank", description="怎样排序")


class Answer:
    words = StringBodyField(key="words")


# %%
class Wrapper(WrapperBase):
    """Counts the words that matter."""

    serviceId = "word_count"
    version = "v1"
    requestCls = Ask()
    responseCls = Answer()
    config = {"title": "counts", "limit": 9}

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        counts = counting.count(reqData.get("text").data.decode().split(), stops)
        order = sorted(counts, key=lambda word: (-counts[word], word) if params["order"] == "rank" else word)
        found = {word: counts[word] * float(weights["length"].sum()) for word in order[: int(params["most"])]}
        item = ResponseData()
        item.key, item.status = "words", 3
        item.setDataType(0)
        item.setData(json.dumps(found).encode())
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0

    def wrapperError(self, ret):
        return ""
