"""A comm that writes down what would travel, and services to build forms of."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import pytest
from comm.base_comm import BaseComm
from ipywidgets.widgets import widget as registry

from aiges_nb.contract.model import Accept, Contract, Input, Operation, Param, Sample
from aiges_nb.invoke import KernelBackend
from aiges_nb.sdk import Response, ResponseData
from aiges_nb.types import DataType
from aiges_nb.widgets import Form, build_form


class Wire:
    """Every message a kernel would send, in order: (model id, kind, data)."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, dict[str, Any]]] = []

    def sets(self, model_id: str, name: str) -> list[Any]:
        """The values that were sent for one trait of a widget after it was opened."""
        states = (data["state"] for sent, kind, data in self.messages if sent == model_id and kind == "comm_msg")
        return [state[name] for state in states if name in state]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Comms as a kernel makes them, writing to a list: the interface that `comm` offers for this."""
    wire = Wire()

    class RecordingComm(BaseComm):  # type: ignore[misc]
        def publish_msg(self, msg_type: str, data: Any = None, **_: Any) -> None:
            wire.messages.append((self.comm_id, msg_type, data or {}))

    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    return wire


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Every test of this folder closes its forms, and then no model and no comm may be left."""
    before = set(registry._instances)
    comms = set(comm.get_comm_manager().comms)
    yield
    assert set(registry._instances) == before
    assert set(comm.get_comm_manager().comms) == comms


@pytest.fixture
def open_form(wire: Wire) -> Iterator[Callable[..., Form]]:
    """Build the form of a wrapper (a function of params and data) with these fields; closed at the end."""
    opened: list[tuple[Form, KernelBackend]] = []

    def open_it(
        *fields: Param | Input,
        answer: Callable[[dict[str, Any], Any], object] = echo,
        contract: Contract | None = None,
        **options: Any,
    ) -> Form:
        class Wrapper:
            def wrapperInit(self, config: dict[str, str]) -> int:
                return 0

            def wrapperOnceExec(self, params: dict[str, Any], data: Any, usr_tag: str = "", pers_id: int = 0) -> object:
                return answer(params, data)

            def wrapperFini(self) -> int:
                return 0

        backend = KernelBackend(Wrapper, contract=contract or make_contract(*fields), is_recorded=False)
        form = build_form(backend, **options)
        opened.append((form, backend))
        return form

    yield open_it
    for form, backend in opened:
        form.close()
        backend.close()


@pytest.fixture
def png() -> bytes:
    from PIL import Image

    sink = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(sink, "PNG")
    return sink.getvalue()


@pytest.fixture
def png_file(tmp_path: Path, png: bytes) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(png)
    return path


def make_contract(*fields: Param | Input) -> Contract:
    operation = Operation(
        name="echo",
        route="/v1/private/echo",
        params=tuple(field for field in fields if isinstance(field, Param)),
        inputs=tuple(field for field in fields if isinstance(field, Input)),
        outputs=(Accept(key="text", type=DataType.TEXT),),
    )
    return Contract(platform="aiges", class_name="Wrapper", service_id="echo", version="v1", operations=(operation,))


def echo(params: dict[str, Any], data: Any) -> Response:
    """An answer that says what came in."""
    return say(", ".join(f"{key}={value!r}" for key, value in sorted(params.items())))


def say(words: str) -> Response:
    part = ResponseData()
    part.key = "text"
    part.setDataType(0)
    part.status = 3
    part.setData(words.encode())
    response = Response()
    response.list = [part]
    return response


def sample(data: bytes, path: str = "") -> Sample:
    return Sample(data=data, path=path)
