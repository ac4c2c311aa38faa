"""pyaiges' own gRPC server and a client of it: `python pyaiges_load.py WORKLOAD CONNECTIONS SECONDS`, figures as JSON.

The data goes in and out as bytes, as gRPC has it: there is no JSON and no base64 to do. Client and server share the
machine; the client is Python too, so that with several at once it is what limits.
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

WRAPPER = """
import time
from pyaiges import WrapperBase, WrapperData

class Wrapper(WrapperBase):
    def init(self, cfg):
        return 0
    def fini(self):
        return 0
    def version(self):
        return "v1"
    def exec(self, usr_tag, params, data_list, psr_ids=None):
        if params.get("mode") == "cpu":
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                pass
        return [WrapperData(key="out", data=d.data, type=d.type, status=3) for d in data_list], 0
"""


def main(workload: str, connections: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="nb") as folder:
        (Path(folder) / "wrapper.py").write_text(WRAPPER)
        command = [sys.executable, "-m", "pyaiges.grpc_server", "--module", "wrapper", "--sock", f"{folder}/s"]
        begun = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                address = next(line.split()[1] for line in server.stdout if line.startswith("AIGES_PY_READY"))
                ready = time.perf_counter() - begun
                print(json.dumps({"ready_s": ready, **load(address, server.pid, workload, connections, seconds)}))
            finally:
                server.kill()


def load(address: str, pid: int, workload: str, connections: int, seconds: float) -> dict[str, float]:
    import grpc
    from pyaiges.proto import wrapper_pb2, wrapper_pb2_grpc

    size = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
    data = os.urandom(1 << 20) if workload == "picture" else b"hello world"
    unit = wrapper_pb2.WrapperData(key="in", data=data, type=0, status=3)
    request = wrapper_pb2.ExecRequest(usr_tag="t", params={"mode": workload}, data_list=[unit])
    channels = [
        grpc.insecure_channel(address, options=(*size, ("grpc.use_local_subchannel_pool", 1)))
        for _ in range(connections)
    ]
    stubs = [wrapper_pb2_grpc.WrapperServiceStub(channel) for channel in channels]
    stubs[0].Init(wrapper_pb2.InitRequest(cfg={}), timeout=30)
    answer = stubs[0].Exec(request, timeout=30)
    assert answer.err_code == 0 and answer.data_list[0].data == data, f"wrong answer: {answer.err_msg}"
    taken: list[float] = []
    bad: list[str] = []
    before, begun = cpu_s(pid), time.perf_counter()

    def call(stub: wrapper_pb2_grpc.WrapperServiceStub) -> None:
        while (now := time.perf_counter()) < begun + seconds:
            told = stub.Exec(request, timeout=30)
            taken.append(time.perf_counter() - now)
            if told.err_code:
                bad.append(told.err_msg)

    threads = [threading.Thread(target=call, args=(stub,)) for stub in stubs]
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
        "errors": len(bad),
    }


def cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
