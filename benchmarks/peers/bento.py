"""BentoML with one worker, as its documentation shows: `bentoml serve bento:Measured --port PORT` in this folder."""

import base64
import uuid
from typing import Any

import bentoml


@bentoml.service(workers=1, traffic={"timeout": 60}, logging={"access": {"enabled": False}})
class Measured:
    @bentoml.api(route="/v1/private/measured")
    def answer(self, header: dict[str, Any], parameter: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        [(key, item)] = payload.items()
        kind = "image" if "image" in item else "text"
        data = base64.b64decode(item[kind], validate=True)
        shown = base64.b64encode(data).decode() if kind == "image" else data.decode()
        return {
            "header": {"code": 0, "sid": str(uuid.uuid4()), "status": 3},
            "payload": {key: {"encoding": "utf8", "status": "3", kind: shown}},
        }
