"""Worker, InferClass and FixedPool, used as the public wrapper uses them."""

from __future__ import annotations

import queue
from typing import Any

import pytest

from aiges_nb.sdk.routes import Listener, calling_for
from aiges_nb.sdk.worker import FixedPool, InferClass, Worker

LIMIT_S = 60.0


class Model(InferClass):
    def __init__(self) -> None:
        self.seen: queue.Queue[Any] = queue.Queue()

    def predict(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        request = kwargs["req"]
        if request == "bad":
            raise ValueError("no such word")
        self.seen.put((self.handle, request))
        return request, request == "last"


def test_frames_reach_the_model_by_name_until_it_says_that_all_is_done() -> None:
    model, worker = Model(), Worker()
    worker.register_infer_class(model)
    worker.register_infer_func(lambda req: pytest.fail("the class comes first"))
    worker.register_callback(lambda *results: pytest.fail("predict calls back itself"))
    worker.setHandle("worker-0")
    worker.start()
    for frame in ("one", "last", "never"):
        worker.in_q.put(frame)
    worker.join(LIMIT_S)
    assert not worker.is_alive()
    assert [model.seen.get_nowait(), model.seen.get_nowait()] == [("worker-0", "one"), ("worker-0", "last")]
    assert model.seen.empty()


def test_a_function_serves_where_there_is_no_class() -> None:
    seen: list[str] = []

    def predict(req: str) -> tuple[None, bool]:
        seen.append(req)
        return None, True

    worker = Worker("name", "thread", 1, {"own": 1})
    worker.register_infer_func(predict)
    worker.setDaemon(False)
    worker.start()
    worker.in_q.put("frame")
    worker.join(LIMIT_S)
    assert (seen, worker.daemon, worker.context) == (["frame"], True, {"own": 1})


def test_nothing_to_run_is_told_at_the_start() -> None:
    with pytest.raises(RuntimeError, match="register_infer_class"):
        Worker().start()


def test_an_exception_reaches_whoever_made_the_worker() -> None:
    failures: queue.Queue[BaseException] = queue.Queue()
    worker = Worker()
    worker.register_infer_class(Model())
    with calling_for(Listener(lambda result, sid: None, failures.put)):
        worker.start()
        worker.in_q.put("bad")
    assert str(failures.get(timeout=LIMIT_S)) == "no such word"
    worker.join(LIMIT_S)
    assert not worker.is_alive()


def test_a_pool_has_its_own_workers_and_its_own_bound() -> None:
    first, second = FixedPool(), FixedPool()
    assert first.add("a") == (True, "worker-0")
    assert first.add("b") == (False, "")
    assert second.add("c") == (True, "worker-0")
    first.set_capacity("2")  # type: ignore[arg-type]
    assert first.add("b") == (True, "worker-1")
    assert (first.get("worker-0"), first.get("worker-9"), first.allocated) == ("a", None, 2)


def test_a_key_never_comes_twice() -> None:
    pool = FixedPool()
    pool.set_capacity(2)
    keys = [pool.add("a")[1], pool.add("b")[1]]
    pool.remove(keys[0])
    assert pool.add("c")[1] not in keys
    assert pool.get(keys[1]) == "b"


def test_a_removed_worker_ends() -> None:
    pool, worker = FixedPool(), Worker()
    worker.register_infer_class(Model())
    _, key = pool.add(worker)
    worker.start()
    assert pool.remove(key) is True
    worker.join(LIMIT_S)
    assert not worker.is_alive()
    assert pool.remove("strange") is True
    pool.add("left")
    pool.clear_all()
    assert pool.pool == {}
