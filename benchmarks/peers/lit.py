"""LitServe with one worker, as its documentation shows: `python lit.py PORT`."""

import base64
import sys
import time
import uuid
from typing import Any

import litserve


class Measured(litserve.LitAPI):  # type: ignore[misc]
    def setup(self, device: str) -> None:
        pass

    def decode_request(self, request):  # type: ignore[no-untyped-def] # it makes a body of what is annotated
        [(key, item)] = request["payload"].items()
        kind = "image" if "image" in item else "text"
        mode = request["parameter"]["measured"].get("mode", "")
        return key, kind, base64.b64decode(item[kind], validate=True), mode

    def predict(self, asked: tuple[str, str, bytes, str]) -> tuple[str, str, bytes]:
        key, kind, data, mode = asked
        if mode == "cpu":
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                pass
        return key, kind, data

    def encode_response(self, answered: tuple[str, str, bytes]) -> dict[str, Any]:
        key, kind, data = answered
        shown = base64.b64encode(data).decode() if kind == "image" else data.decode()
        return {
            "header": {"code": 0, "sid": str(uuid.uuid4()), "status": 3},
            "payload": {key: {"encoding": "utf8", "status": "3", kind: shown}},
        }


if __name__ == "__main__":
    server = litserve.LitServer(Measured(api_path="/v1/private/measured"), accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", generate_client_file=False)
