"""Personal resources: wrapperLoadRes before the call, wrapperUnloadRes when they are asked for no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aiges_nb.errors import RequestError
from aiges_nb.exchange import make_request
from aiges_nb.exchange.codec import pack_request, unpack_request
from aiges_nb.exchange.make import add_resources
from aiges_nb.invoke import KernelBackend, WorkerBackend, load_program

SERVICE = """
from aiges.dto import Response, ResponseData
from aiges.sdk import StringBodyField, WrapperBase


class Asked:
    text = StringBodyField(key="text", value=b"hello")


class Answered:
    out = StringBodyField(key="out")


class Wrapper(WrapperBase):
    serviceId, version = "voices", "v1"
    requestCls, responseCls = Asked(), Answered()

    def wrapperInit(self, config):
        self.calls = []
        return 0

    def wrapperLoadRes(self, reqData, resId):
        data = reqData.list[0].data
        if data == b"bad":
            return 61007
        self.calls.append("+%s:%s" % (resId, data.decode()))
        return 0

    def wrapperUnloadRes(self, resId):
        self.calls.append("-%s" % resId)
        return 0

    def wrapperError(self, code):
        return "no such voice" if code == 61007 else ""

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        item = ResponseData()
        item.key, item.status = "out", 3
        item.setDataType(0)
        item.setData(("%s %s" % (",".join(self.calls), persId)).encode())
        self.calls.clear()
        res = Response()
        res.list = [item]
        return res

    def wrapperFini(self):
        return 0
"""


@pytest.fixture(params=["kernel", "worker"])
def backend(request: pytest.FixtureRequest, make_program: Any, shim: None) -> Any:
    program = make_program(SERVICE)
    made: Any = KernelBackend(load_program(program)[1]) if request.param == "kernel" else WorkerBackend(program)
    yield made
    made.close()


def call(backend: Any, **resources: object) -> Any:
    request = add_resources(backend.contract, make_request(backend.contract, {}), resources)
    return backend.start(request, convention="loader")


def test_what_is_new_is_loaded_and_what_is_not_asked_for_unloaded(backend: Any, tmp_path: Path) -> None:
    voice = tmp_path / "voice.bin"
    voice.write_bytes(b"anna")
    said = [
        call(backend, **resources).result(60)["out"].text
        for resources in ({"7": voice}, {"7": voice}, {"7": b"bert"}, {"7": b"bert", "8": b"carl"}, {})
    ]
    assert said == ["+7:anna 7", " 7", "-7,+7:bert 7", "+8:carl 0", "-7,-8 0"]


def test_a_refusal_fails_the_run_with_the_class_own_words(backend: Any) -> None:
    run = call(backend, **{"7": b"bad"})
    assert run.wait(60)
    assert run.error is not None
    assert (run.error.code, run.error.text) == (61007, "no such voice")
    assert call(backend).result(60)["out"].text == " 0"


def test_resources_travel_with_the_request(backend: Any) -> None:
    request = add_resources(backend.contract, make_request(backend.contract, {}), {"7": b"x", "8": b"y"})
    assert unpack_request(*pack_request(request)) == request


def test_a_class_without_the_hook_takes_none(make_program: Any, shim: None) -> None:
    source = SERVICE.replace("wrapperLoadRes", "loadRes").replace("wrapperUnloadRes", "unloadRes")
    backend = KernelBackend(load_program(make_program(source))[1])
    with pytest.raises(RequestError):
        call(backend, **{"7": b"x"})


def test_the_form_has_a_chooser_where_the_class_loads_some(make_program: Any, shim: None, tmp_path: Path) -> None:
    from aiges_nb.widgets import build_form

    backend = KernelBackend(load_program(make_program(SERVICE))[1])
    form = build_form(backend)
    voice = tmp_path / "7.bin"
    voice.write_bytes(b"anna")
    assert form._resource is not None
    form._resource.write(voice)
    assert form.run().result(60)["out"].text == "+7:anna 0"
    form._resource.write(None)
    assert form.run().result(60)["out"].text == "-7 0"
    form.close()
    backend.close()
