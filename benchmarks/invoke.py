"""One synchronous call of a trivial wrapper with all checks, beside the real SDK's `run_once`."""

from __future__ import annotations

import statistics
import sys
import textwrap
import timeit
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .measure import Row, medians_of, medians_of_scripts
from .wrappers import live_class, program_of, wrapper_source

ENVIRONMENTS = Path(__file__).parents[1] / ".cache" / "bench"
WRAPPER = wrapper_source()
LOUD = WRAPPER + textwrap.dedent("""
    import logging, statistics, time
    wrapper = Wrapper()
    taken = []
    for _ in range(2000):
        begun = time.perf_counter()
        wrapper.run_once()
        taken.append(time.perf_counter() - begun)
    print(statistics.median(taken) * 1e6)
""")
QUIET = LOUD.replace("wrapper = Wrapper()", "logging.disable(logging.CRITICAL)\nwrapper = Wrapper()")


def sdk_python() -> str:
    """A Python with the real SDK, made once and kept.

    Raises:
        SystemExit: it cannot be installed.
    """
    from aiges_nb.package.targets.aiges import OWN_REQUIREMENTS
    from aiges_nb.proof.environment import EnvironmentFailed, make_environment
    from aiges_nb.proof.pythons import current_interpreter, find_interpreter

    interpreter = current_interpreter() if sys.version_info < (3, 12) else find_interpreter((3, 11))
    if interpreter is None:
        raise SystemExit("the real SDK needs Python 3.11 or older, and there is none here")
    try:
        return make_environment("\n".join(OWN_REQUIREMENTS), interpreter, cache=ENVIRONMENTS).python
    except EnvironmentFailed as failure:
        raise SystemExit(f"the real SDK could not be installed: {failure}") from failure


def measure() -> list[Row]:
    """Microseconds beyond calling the method itself; recorded runs stated separately."""
    from aiges_nb.contract import reflect_contract
    from aiges_nb.exchange import make_request
    from aiges_nb.invoke import Backend, KernelBackend, WorkerBackend, call_wrapper
    from aiges_nb.invoke.wrapper import make_data_list

    quiet, loud = medians_of_scripts(QUIET, LOUD, runs=3, python=sdk_python())
    cls = live_class(WRAPPER)
    contract = reflect_contract(cls)
    instance: object = cls()
    values = {"mode": "b", "data": b"hello"}
    request = make_request(contract, values)
    method = instance.wrapperOnceExec  # type: ignore[attr-defined]
    params, data = dict(request.params), make_data_list(cls, request)

    def per_call(statement: Callable[[], object]) -> float:
        return statistics.median(timeit.repeat(statement, number=1000, repeat=15)) / 1000 * 1e6

    bare = per_call(lambda: method(params, data))
    whole = per_call(lambda: call_wrapper(instance, contract, make_request(contract, values), "local"))
    call_only = per_call(lambda: call_wrapper(instance, contract, request, "local"))

    places: list[Backend] = [
        KernelBackend(cls),
        KernelBackend(cls, is_recorded=False),
        WorkerBackend(program_of(WRAPPER)),
    ]

    def run_in(place: Backend) -> None:
        place.start(request).result()

    recorded, plain, worker = medians_of(*[partial(run_in, place) for place in places], runs=60, warm=5)
    for place in places:
        place.close()
    return [
        Row("checked call, beyond the method", whole - bare, "us", 30, "SDK run_once, log off", quiet),
        Row("  of it, with the request made beforehand", call_only - bare, "us"),
        Row("  the method alone", bare, "us"),
        Row("checked call, values in, answer out", whole, "us", None, "SDK run_once, as it logs", loud),
        Row("run in a thread, start to result", plain * 1e6, "us"),
        Row("recorded run in a thread", recorded * 1e6, "us"),
        Row("recorded run in a warm worker", worker * 1e6, "us"),
    ]
