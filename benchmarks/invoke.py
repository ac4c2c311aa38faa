"""One synchronous call of a trivial wrapper with all checks, beside the real SDK's `run_once`."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import timeit
from pathlib import Path

from .measure import Row, median_of, median_of_printed

ENVIRONMENT = Path(__file__).parents[1] / ".cache" / "bench" / "aiges"
WRAPPER = """
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, StringParamField, WrapperBase

class UserRequest:
    mode = StringParamField(key="mode", enums=["a", "b"], value="a")
    data = StringBodyField(key="data", value=b"hello")

class UserResponse:
    accept = StringBodyField(key="text")

class Wrapper(WrapperBase):
    serviceId = "trivial"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        data = ResponseData()
        data.key = "text"
        data.setDataType(0)
        data.setData(reqData.get("data").data)
        res = Response()
        res.list = [data]
        return res

    def wrapperFini(self):
        return 0
"""
SDK = WRAPPER + textwrap.dedent("""
    import logging, statistics, time
    logging.disable(logging.CRITICAL)
    wrapper = Wrapper()
    taken = []
    for _ in range(2000):
        begun = time.perf_counter()
        wrapper.run_once()
        taken.append(time.perf_counter() - begun)
    print(statistics.median(taken) * 1e6)
""")
LOUD = SDK.replace("logging.disable(logging.CRITICAL)", "")


def _sdk_python() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / ".ready").exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)], check=True)
        packages = ["aiges==0.16.0", "setuptools<81"]
        subprocess.run([*uv, "pip", "install", "--quiet", "--python", str(python), *packages], check=True)
        (ENVIRONMENT / ".ready").touch()
    return python


def measure() -> list[Row]:
    """Microseconds beyond calling the method itself; a recorded run in a thread stated separately."""
    from aiges_nb.contract import reflect_contract
    from aiges_nb.exchange import make_request
    from aiges_nb.invoke import KernelBackend, call_wrapper
    from aiges_nb.invoke.wrapper import make_data_list
    from aiges_nb.sdk.shim import install_shim

    install_shim()
    space: dict[str, object] = {"__name__": "trivial"}
    exec(compile(WRAPPER, "<trivial>", "exec"), space)
    cls = space["Wrapper"]
    assert isinstance(cls, type)
    contract, instance = reflect_contract(cls), cls()
    values = {"mode": "b", "data": b"hello"}
    request = make_request(contract, values)
    data = make_data_list(cls, request)
    params = dict(request.params)

    def per_call(statement: object) -> float:
        return min(timeit.repeat(statement, number=5000, repeat=7)) / 5000 * 1e6  # type: ignore[arg-type]

    bare = per_call(lambda: instance.wrapperOnceExec(params, data))
    whole = per_call(lambda: call_wrapper(instance, contract, make_request(contract, values), "local"))
    call_only = per_call(lambda: call_wrapper(instance, contract, request, "local"))

    backend = KernelBackend(cls)
    recorded = median_of(lambda: backend.start(request).result(), runs=60, warm=5) * 1e6
    backend.close()

    logging.disable(logging.NOTSET)
    python = _sdk_python()
    quiet = median_of_printed(SDK, runs=3, python=python)
    loud = median_of_printed(LOUD, runs=3, python=python)
    return [
        Row(
            "checked call, beyond the method (values in, answer out)",
            whole - bare,
            "us",
            30,
            "SDK run_once, log off",
            quiet,
        ),
        Row("  of it, with the request made beforehand", call_only - bare, "us"),
        Row("  the method alone", bare, "us"),
        Row("checked call, whole", whole, "us", None, "SDK run_once, as it logs", loud),
        Row("recorded run in a thread, start to result", recorded, "us"),
    ]
