"""BentoML with one worker, as its documentation shows: `python bento.py PORT`."""

import base64
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import bentoml


@bentoml.service(workers=1, traffic={"timeout": 60}, logging={"access": {"enabled": False}})
class Measured:
    @bentoml.api(route="/v1/private/measured")  # type: ignore[misc]
    def measured(self, header: dict[str, Any], parameter: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        [(key, item)] = payload.items()
        kind = "image" if "image" in item else "text"
        data = base64.b64decode(item[kind], validate=True)
        if parameter["measured"].get("mode") == "cpu":
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                pass
        shown = base64.b64encode(data).decode() if kind == "image" else data.decode()
        return {
            "header": {"code": 0, "sid": str(uuid.uuid4()), "status": 3},
            "payload": {key: {"encoding": "utf8", "status": "3", kind: shown}},
        }


if __name__ == "__main__":
    from bentoml_cli.cli import cli

    command = ["serve", f"{Path(__file__).stem}:Measured", "--working-dir", str(Path(__file__).parent)]
    cli([*command, "--host", "127.0.0.1", "--port", sys.argv[1]])
