"""What is asked of every server, and whether the answer is right."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

PATH = "/v1/private/measured"
WORKLOADS = {"trivial": "Trivial call", "cpu": "10 ms of processor work", "picture": "1 MiB picture in and out"}
TEXT = b"hello world"
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
PICTURE = _PNG + os.urandom((1 << 20) - len(_PNG))


def text_call(mode: str = "") -> dict[str, Any]:
    """A call of the text service."""
    wanted: dict[str, Any] = {"text": {"data_type": "text"}, **({"mode": mode} if mode else {})}
    text = {"encoding": "utf8", "status": 3, "text": base64.b64encode(TEXT).decode()}
    return {"header": {"app_id": "x"}, "parameter": {"measured": wanted}, "payload": {"text": text}}


def call_of(workload: str) -> dict[str, Any]:
    """The document that is sent."""
    if workload != "picture":
        return text_call("cpu" if workload == "cpu" else "")
    image = {"encoding": "png", "status": 3, "image": base64.b64encode(PICTURE).decode()}
    return {"header": {}, "parameter": {"measured": {"image": {"data_type": "image"}}}, "payload": {"image": image}}


def encoded(document: object) -> bytes:
    """JSON as it is sent."""
    return json.dumps(document).encode()


def is_right(document: dict[str, Any], workload: str) -> bool:
    """Does the answer carry what was sent?"""
    try:
        [item] = document["payload"].values()
        if workload == "picture":
            return base64.b64decode(item["image"], validate=True) == PICTURE
        return str(item["text"]) == TEXT.decode()
    except (KeyError, ValueError, AttributeError):
        return False
