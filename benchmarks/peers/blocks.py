"""Gradio with one function, called without its queue: `python blocks.py PORT`."""

import base64
import sys
import uuid
from typing import Any

import gradio


def call(document: dict[str, Any]) -> dict[str, Any]:
    [(key, item)] = document["payload"].items()
    kind = "image" if "image" in item else "text"
    data = base64.b64decode(item[kind], validate=True)
    shown = base64.b64encode(data).decode() if kind == "image" else data.decode()
    return {
        "header": {"code": 0, "sid": str(uuid.uuid4()), "status": 3},
        "payload": {key: {"encoding": "utf8", "status": "3", kind: shown}},
    }


with gradio.Blocks(analytics_enabled=False) as page:
    asked, answered = gradio.JSON(), gradio.JSON()
    gradio.Button().click(call, asked, answered, api_name="call", queue=False, concurrency_limit=None)
    gradio.Button().click(call, asked, answered, api_name="queued")

if __name__ == "__main__":
    page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True, ssr_mode=False)
