"""The SDKs' own gRPC servers, called one after the other or by several threads: `python rpc.py SDK CLIENTS SECONDS`.

`SDK` is aiges or pyaiges. Prints one JSON document: answers a second, latencies and the server's processor time in
seconds, its memory in MB.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

AIGES = """
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase

class UserRequest:
    text = StringBodyField(key="text", value=b"hello")

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId = "measured"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, **more):
        data = ResponseData()
        data.key = "text"
        data.setDataType(0)
        data.status = 3
        data.setData(reqData.get("text").data)
        res = Response()
        res.list = [data]
        return res
"""
PYAIGES = """
from pyaiges import WrapperBase, WrapperData

class Wrapper(WrapperBase):
    def init(self, cfg):
        return 0

    def fini(self):
        return 0

    def version(self):
        return "1"

    def exec(self, usr_tag, params, data_list, psr_ids):
        return [WrapperData(key="text", data=data_list[0].data, type=0, status=3)], 0
"""


def serve_aiges() -> None:
    import logging
    import queue
    from concurrent import futures

    import aiges.utils.log
    import grpc

    aiges.utils.log.logpath = "."
    from aiges import serve
    from aiges.aiges_inner import aiges_inner_pb2_grpc
    from aiges.callback import set_up

    logging.disable(logging.CRITICAL)
    results: queue.Queue = queue.Queue()
    set_up(results)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    aiges_inner_pb2_grpc.add_WrapperServiceServicer_to_server(serve.WrapperServiceServicer(results), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"AIGES_PY_READY 127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


def caller_of(sdk, address):
    """One call that waits for its answer, as the loader makes it."""
    import grpc

    channel = grpc.insecure_channel(address)
    if sdk == "aiges":
        from aiges.aiges_inner import aiges_inner_pb2 as messages
        from aiges.aiges_inner import aiges_inner_pb2_grpc as services

        stub = services.WrapperServiceStub(channel)
        stub.wrapperInit(messages.InitRequest(config={}))
        stream = stub.communicate(iter(()))
        data = messages.RequestData(key="text", data=b"hello world", len=11, type=0, status=3)

        def call():
            stub.wrapperOnceExec(messages.Request(tag="t", params={"sid": "s"}, list=[data]))
            answer = next(stream)
            assert answer.list[0].data == b"hello world"

        return call
    from pyaiges.proto import wrapper_pb2 as messages
    from pyaiges.proto import wrapper_pb2_grpc as services

    stub = services.WrapperServiceStub(channel)
    stub.Init(messages.InitRequest(cfg={}))
    data = messages.WrapperData(key="text", data=b"hello world", type=0, status=3)

    def call():
        answer = stub.Exec(messages.ExecRequest(usr_tag="t", params={"sid": "s"}, data_list=[data]))
        assert answer.data_list[0].data == b"hello world", answer

    return call


def spent_s(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def measure(sdk, clients, seconds):
    with tempfile.TemporaryDirectory(prefix="nb") as folder:
        Path(folder, "wrapper.py").write_text(AIGES if sdk == "aiges" else PYAIGES)
        if sdk == "aiges":
            command = [sys.executable, str(Path(__file__).resolve()), "serve"]
        else:
            command = [sys.executable, "-m", "pyaiges.grpc_server", "--module", "wrapper", "--sock", f"{folder}/s"]
        environment = {**os.environ, "PYTHONPATH": folder}
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=quiet, stdin=quiet, text=True
        )
        try:
            address = next(line for line in server.stdout if line.startswith("AIGES_PY_READY")).split()[1]
            calls = [caller_of(sdk, address) for _ in range(clients)] if sdk != "aiges" else [caller_of(sdk, address)]
            taken = []

            def work(call):
                until = time.perf_counter() + seconds
                while time.perf_counter() < until:
                    begun = time.perf_counter()
                    call()
                    taken.append(time.perf_counter() - begun)

            for call in calls:
                call()
            before = spent_s(server.pid)
            begun = time.perf_counter()
            threads = [threading.Thread(target=work, args=(call,)) for call in calls]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            spent = time.perf_counter() - begun
            cpu = (spent_s(server.pid) - before) / len(taken)
            [resident] = [s for s in Path(f"/proc/{server.pid}/status").read_text().splitlines() if s[:5] == "VmRSS"]
            told = {"rate": len(taken) / spent, "p50": statistics.median(taken), "cpu": cpu}
            print(json.dumps({**told, "memory": int(resident.split()[1]) / 1024}))
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve_aiges()
    else:
        measure(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
