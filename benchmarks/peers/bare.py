"""Starlette alone, doing the same JSON and base64 work: on its event loop, in a thread, or in a worker process.

`python bare.py PORT MODE`, MODE being loop, thread or worker.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
import time
import uuid

import orjson
import pybase64
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LENGTH = struct.Struct(">I")


def work(data: bytes, mode: str) -> bytes:
    """What the wrapper does."""
    if mode == "cpu":
        until = time.thread_time() + 0.01
        while time.thread_time() < until:
            pass
    return data


class Worker:
    """One persistent process behind a socket pair, read by the event loop: the same isolation as ours."""

    def __init__(self) -> None:
        self.ours, theirs = socket.socketpair()
        if os.fork() == 0:
            self.ours.close()
            serve(theirs)
        theirs.close()
        self.waiting: list[asyncio.Future[bytes]] = []
        self.buffer = b""
        self.outgoing = b""

    def begin(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.ours.setblocking(False)
        self.loop.add_reader(self.ours.fileno(), self.read)

    def read(self) -> None:
        self.buffer += self.ours.recv(1 << 16)
        while len(self.buffer) >= 4:
            (size,) = LENGTH.unpack_from(self.buffer)
            if len(self.buffer) < 4 + size:
                return
            self.waiting.pop(0).set_result(self.buffer[4 : 4 + size])
            self.buffer = self.buffer[4 + size :]

    def write(self) -> None:
        try:
            sent = self.ours.send(self.outgoing)
        except BlockingIOError:
            sent = 0
        self.outgoing = self.outgoing[sent:]
        if self.outgoing:
            self.loop.add_writer(self.ours.fileno(), self.write)
        else:
            self.loop.remove_writer(self.ours.fileno())

    async def call(self, data: bytes, mode: str) -> bytes:
        future: asyncio.Future[bytes] = self.loop.create_future()
        self.waiting.append(future)
        self.outgoing += LENGTH.pack(len(data) + 4) + mode.ljust(4).encode() + data
        self.write()
        return await future


def serve(link: socket.socket) -> None:
    buffer = b""
    while True:
        data = link.recv(1 << 16)
        if not data:
            os._exit(0)
        buffer += data
        while len(buffer) >= 4:
            (size,) = LENGTH.unpack_from(buffer)
            if len(buffer) < 4 + size:
                break
            answer = work(buffer[8 : 4 + size], buffer[4:8].decode().strip())
            buffer = buffer[4 + size :]
            link.sendall(LENGTH.pack(len(answer)) + answer)


def make_app(how: str) -> Starlette:
    worker = Worker() if how == "worker" else None
    is_begun = False

    async def call(request: Request) -> Response:
        nonlocal is_begun
        document = orjson.loads(await request.body())
        mode = document["parameter"]["measured"].get("mode", "")
        [(key, item)] = document["payload"].items()
        kind = "image" if "image" in item else "text"
        data = pybase64.b64decode(item[kind], validate=True)
        if worker is not None:
            if not is_begun:
                is_begun = True
                worker.begin()
            data = await worker.call(data, mode)
        elif how == "thread":
            data = await run_in_threadpool(work, data, mode)
        else:
            data = work(data, mode)
        shown = pybase64.b64encode_as_string(data) if kind == "image" else data.decode()
        out = {"encoding": "utf8", "format": "plain", "compress": "raw", "seq": "0", "status": "3", kind: shown}
        header = {"code": 0, "sid": str(uuid.uuid4()), "status": 3}
        return Response(orjson.dumps({"header": header, "payload": {key: out}}), media_type="application/json")

    return Starlette(routes=[Route("/v1/private/measured", call, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(make_app(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
