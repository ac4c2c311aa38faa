"""The servicer of `aiges.serve`, and a client: `python aiges_load.py WORKLOAD CONNECTIONS SECONDS`, figures as JSON.

The SDK's own servicer on a loopback port, since `aiges.serve` itself listens on every address. A call's answer comes on
the one result stream, as the platform's loader takes it. Bytes go in and out: there is no JSON and no base64 to do.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pyaiges_load import cpu_s

WRAPPER = """
import time
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
        if params.get("mode") == "cpu":
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                pass
        data = ResponseData()
        data.key = "text"
        data.setDataType(0)
        data.status = 3
        data.setData(reqData.get("text").data)
        res = Response()
        res.list = [data]
        return res
"""


def serve() -> None:
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
    results = queue.Queue()
    set_up(results)
    size = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=40), options=size)
    aiges_inner_pb2_grpc.add_WrapperServiceServicer_to_server(serve.WrapperServiceServicer(results), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"READY 127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


def load(address, pid, workload, connections, seconds):
    import grpc
    from aiges.aiges_inner import aiges_inner_pb2 as messages
    from aiges.aiges_inner import aiges_inner_pb2_grpc as services

    size = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
    stub = services.WrapperServiceStub(grpc.insecure_channel(address, options=size))
    stub.wrapperInit(messages.InitRequest(config={}), timeout=30)
    data = b"x" * (1 << 20) if workload == "picture" else b"hello world"
    item = messages.RequestData(key="text", data=data, len=len(data), type=0, status=3)
    params = {"sid": "s", **({"mode": "cpu"} if workload == "cpu" else {})}
    waiting, wrong = {}, []
    stream = stub.communicate(iter(()))

    def hear():
        try:
            for answer in stream:
                if answer.ret or answer.list[0].data != data:
                    wrong.append(answer.tag)
                waiting[answer.tag].set()
        except grpc.RpcError:
            pass  # the channel is closed in the end

    threading.Thread(target=hear, daemon=True).start()
    taken = []

    def call(tag):
        waiting[tag] = threading.Event()
        stub.wrapperOnceExec(messages.Request(tag=tag, params=params, list=[item]), timeout=30)
        assert waiting[tag].wait(30), "no answer came on the result stream"

    def work(number, begun):
        count = 0
        while (now := time.perf_counter()) < begun + seconds:
            count += 1
            call(f"{number}-{count}")
            taken.append(time.perf_counter() - now)

    call("first")
    assert not wrong, "wrong answer"
    before, begun = cpu_s(pid), time.perf_counter()
    threads = [threading.Thread(target=work, args=(number, begun)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    rss = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    pss = next(line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    return {
        "rate": len(taken) / spent,
        "p50": statistics.median(taken) * 1e3,
        "p99": statistics.quantiles(taken, n=100)[-1] * 1e3,
        "cpu": (cpu_s(pid) - before) / len(taken) * 1e6,
        "rss": int(rss.split()[1]) / 1024,
        "pss": int(pss.split()[1]) / 1024,
        "errors": len(wrong),
    }


def main(workload, connections, seconds):
    with tempfile.TemporaryDirectory(prefix="nb") as folder:
        (Path(folder) / "wrapper.py").write_text(WRAPPER)
        # The SDK imports the module `wrapper` from the working folder.
        code = (
            f"import sys; sys.path[:0] = ['.', {str(Path(__file__).parent)!r}]; import aiges_load; aiges_load.serve()"
        )
        begun = time.perf_counter()
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            [sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE, stderr=quiet, stdin=quiet, text=True
        ) as server:
            try:
                address = next(line.split()[1] for line in server.stdout if line.startswith("READY"))
                ready = time.perf_counter() - begun
                print(json.dumps({"ready_s": ready, **load(address, server.pid, workload, connections, seconds)}))
            finally:
                server.kill()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
