"""A serving worker's own process: load one class, then answer calls one after the other, with as few hops as can be.

Two sockets. On the first the main thread alone reads calls and writes results, so that a call costs no change of
thread and a signal's exception never cuts a frame in two. On the second a control thread hears cancels, tells
progress, and ends the process when its owner is gone.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from ..contract import check_contract, contract_to_json, reflect_contract
from ..contract.model import Contract
from ..errors import AigesNbError, FindingsError, WrapperError
from ..exchange.codec import pack_finding, pack_response, unpack_request
from ..exchange.front import Front
from ..exchange.limits import Limits
from ..exchange.request import Request
from ..exchange.response import Failure, Response
from ..exchange.strict import dump_json
from ..messages import text, using_language
from ..progress import Cancelled, Meter, bind, bind_process
from ..types import Convention
from .bars import hook_tqdm
from .ending import die_with_parent, end_group, hold
from .execute import load_program
from .frames import Frame, FrameReader, pack_fast, use_orjson
from .life import Life, open_life
from .live import Channel, using_channel
from .partial import read_partial
from .program_frame import unpack_program
from .region import Region, fits, keep_large_memory
from .tracebacks import exception_text, format_user_traceback
from .wrapper import stops

if TYPE_CHECKING:
    from .served_module import ServedModule

TICK_S: Final = 0.05
RECEIVE: Final = 1 << 16


class ServingChild:
    """The process's one class and the calls it answers."""

    def __init__(self, calls: socket.socket, control: socket.socket, region: Region | None = None) -> None:
        self._calls = calls
        self._region = region
        self._control = control
        self._pid = os.getpid()
        self._streams = (sys.stdout, sys.stderr)
        self._folder = str(Path.cwd())
        self._life: Life | None = None
        self._module: ServedModule | None = None
        self._contract: Contract | None = None
        self._front: Front | None = None
        self._convention: Convention = "loader"
        self._meter = Meter()
        self._running = ""
        self._watched: set[str] = set()
        self._say_lock = threading.Lock()
        self._begin_lock = threading.Lock()
        self._begun: deque[str] = deque(maxlen=256)
        self._given_back: set[str] = set()
        self._channel_lock = threading.Lock()
        self._channels: dict[str, Channel] = {}
        self._is_working = False
        self._cancelled: set[str] = set()

    def serve(self) -> None:
        """Answer until the owner closes or is gone."""
        signal.signal(signal.SIGINT, self._press)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent()
        if hasattr(os, "register_at_fork"):
            # A forked child of the author's code must neither speak for this process nor keep its links open.
            os.register_at_fork(after_in_child=self._close_links)
        threading.Thread(target=self._listen, name="aiges_nb-control", daemon=True).start()
        reader = FrameReader()
        while True:
            try:
                data = self._calls.recv(RECEIVE)
            except OSError:
                data = b""
            if not data:
                end_group()
            for header, blobs in reader.feed(data):
                if header["do"] == "close":
                    self._end()
                if "id" in header and not self._may_begin(header["id"]):
                    continue
                if "language" in header:
                    with using_language(header["language"]):
                        self._answer(header, blobs)
                else:
                    self._answer(header, blobs)
                if os.getpid() != self._pid:
                    os._exit(0)  # a fork of the author's that came back through our code

    def _may_begin(self, call_id: str) -> bool:
        """Whether a call was not asked back meanwhile."""
        with self._begin_lock:
            if call_id in self._given_back:
                self._given_back.discard(call_id)
                return False
            self._begun.append(call_id)
            return True

    def _give_back(self, ids: list[str]) -> None:
        """The owner has a better place for calls that wait behind a slow one: those not begun are not carried out."""
        with self._begin_lock:
            given = [call_id for call_id in ids if call_id not in self._begun]
            self._given_back.update(given)
        self._say({"event": "given-back", "id": "", "ids": given}, [])

    def _answer(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        if header["do"] == "http":
            self._http(header, blobs)
        elif header["do"] == "ask":
            self._ask(header, blobs)
        elif header["do"] == "call":
            self._call(header, blobs)
        elif header["do"] == "load":
            self._send(self._load(header), [])

    def _end(self) -> None:
        if self._life is not None:
            self._life.close()
        if self._module is not None:
            self._module.close()
        _flush(self._streams)
        # Threads that the author's code left behind must not keep the process.
        os._exit(0)

    # -- loading ---------------------------------------------------------------------------------

    def _load(self, header: dict[str, Any]) -> dict[str, Any]:
        program = unpack_program(header["program"])
        self._convention = header["convention"]
        if program.folder:
            os.chdir(program.folder)
            sys.path.insert(0, program.folder)
            self._folder = program.folder
        failure: dict[str, Any]
        try:
            with bind(self._meter, whole_process=True):
                _, cls = load_program(program)
                contract = self._contract = reflect_contract(cls)
                findings = [pack_finding(finding) for finding in check_contract(cls)]
                refused = self._open(cls, contract, header)
            self._tidy()
            if refused is None:
                return {"event": "loaded", "contract": contract_to_json(contract), "findings": findings}
            failure = {"text": refused.text, "traceback": refused.traceback or "", "kind": "wrapper"}
        except WrapperError as exc:
            failure = {"text": exc.text, "traceback": exc.user_traceback, "kind": "wrapper"}
        except FindingsError as exc:
            failure = {"findings": [pack_finding(finding) for finding in exc.findings], "kind": "findings"}
        except AigesNbError as exc:
            failure = {"text": str(exc), "kind": "usage"}
        except BaseException as exc:
            failure = {"text": exception_text(exc), "traceback": format_user_traceback(exc), "kind": "wrapper"}
        self._tidy()
        return {"event": "not-loaded", "failure": failure}

    def _open(self, cls: type, contract: Contract, header: dict[str, Any]) -> Failure | None:
        """Begin the life of the class; why that failed, if it did."""
        if contract.platform == "codeproject":
            served = import_module("aiges_nb.invoke.served_module")  # an AIGES worker starts without it
            module: ServedModule = served.ServedModule(cls, contract, self._say)
            self._module = module
            return module.start()
        self._front = Front(contract, Limits(**header["limits"]), self._convention)
        self._life = open_life(cls, contract)
        return self._life.start(self._convention)

    # -- one call --------------------------------------------------------------------------------

    def _call(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """A request that was read already; its answer goes back as it is."""
        call_id = header["id"]
        is_live = header["request"].get("delivery", ("",))[0] == "live"
        with using_channel(self._channel_of(call_id) if is_live else None):
            response = self._carry_out(call_id, lambda: unpack_request(header["request"], blobs))
        if os.getpid() != self._pid:
            return
        told, parts = self._progress(self._meter) if header.get("watch") else ({}, [])
        if response is None:
            self._send({"event": "stopped", "id": call_id, **told}, parts)
        else:
            packed, outputs = pack_response(response)
            self._send({"event": "result", "id": call_id, "response": packed, **told}, [*outputs, *parts])

    def _channel_of(self, call_id: str) -> Channel:
        """The queues of a live session: made by its call or its first frame, whichever comes first."""

        def tell(response: Response) -> None:
            packed, outputs = pack_response(response)
            self._say({"event": "frame", "id": call_id, "response": packed}, outputs)

        with self._channel_lock:
            found = self._channels.get(call_id)
            if found is None:
                found = self._channels[call_id] = Channel(tell)
            return found

    def _http(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """A body as a caller sent it; what goes back is the body of the answer."""
        call_id, front, region = header["id"], self._front, self._region
        if front is None:
            return
        given = blobs[0] if blobs or region is None else region.call(header["shared"])
        status, body = front.answer(given, call_id, lambda request: self._carry_out(call_id, lambda: request))
        if os.getpid() != self._pid:
            return
        if status and region is not None and "region" in header and fits(len(body)):
            region.put_answer(body)
            self._send({"event": "answer", "id": call_id, "status": status, "shared": len(body)}, [])
        elif status:
            self._send({"event": "answer", "id": call_id, "status": status}, [body])
        else:
            self._send({"event": "stopped", "id": call_id}, [])

    def _ask(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """A request to a module; a long command that it begins goes on beside what comes after."""
        call_id, module = header["id"], self._module
        if module is None:
            return
        meter = self._begin(call_id)
        told: dict[str, Any] = {"code": 500}
        body: bytes | None = None
        try:
            try:
                self._is_working = True
                if not meter.cancelled:
                    bind_process(meter)
                    told, body = module.answer(header, blobs, meter)
            finally:
                self._is_working = False
        except BaseException as exc:
            if not stops(exc) and body is None:
                words = text("run-broke-off", exception=exception_text(exc))
                body = dump_json({"success": False, "error": words, "code": 500, "requestId": call_id})
        self._running = ""
        self._tidy()
        if os.getpid() != self._pid:
            return
        if body is None:
            self._send({"event": "stopped", "id": call_id}, [])
        else:
            self._send({"event": "answer", "id": call_id, "status": 200, "device": module.device, **told}, [body])

    def _begin(self, call_id: str) -> Meter:
        meter = self._meter = Meter()
        self._running = call_id
        if call_id in self._cancelled:  # looked at after the meter is there: the control thread sets one or the other
            self._cancelled.discard(call_id)
            meter.cancelled = True
        return meter

    def _carry_out(self, call_id: str, make: Callable[[], Request]) -> Response | None:
        """What the class answers; None where the call was stopped."""
        life = self._life
        assert life is not None
        meter = self._begin(call_id)
        response: Response | None = None
        try:
            try:
                self._is_working = True
                if not meter.cancelled:
                    hook_tqdm()
                    bind_process(meter)
                    response = life.call(make(), self._convention)
            finally:
                self._is_working = False
        except BaseException as exc:
            if not stops(exc) and response is None:
                words = text("run-broke-off", exception=exception_text(exc))
                response = Response(error=Failure(-1, "wrapper", words, format_user_traceback(exc)))
        self._running = ""
        self._tidy()
        return response

    def _progress(self, meter: Meter) -> tuple[dict[str, Any], list[bytes]]:
        """What is new in the meter, if anything is; a partial result's bytes beside it."""
        if not meter.dirty:
            return {}, []
        meter.dirty = False
        value, meter.partial = meter.partial, None
        shown = meter.read()
        told: dict[str, Any] = {
            "progress": [shown.fraction, shown.step, shown.steps, shown.message, shown.phase],
        }
        if value is None:
            return told, []
        told["partial"], parts = pack_response(read_partial(self._contract, value))
        return told, parts

    def _tidy(self) -> None:
        """Take back what the author's code changed for the whole process; print what it printed."""
        if sys.stdout is not self._streams[0] or sys.stderr is not self._streams[1]:
            _flush((sys.stdout, sys.stderr))
            sys.stdout, sys.stderr = self._streams
        _flush(self._streams)
        try:
            os.chdir(self._folder)
        except OSError:  # the folder is gone: the next relative path says so better
            pass

    def _press(self, number: int, frame: FrameType | None) -> None:
        # A signal may come late, when the call it was meant for has ended and another is under way.
        if self._is_working and self._meter.cancelled:
            raise Cancelled

    def _send(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        try:
            for piece in pack_fast(header, blobs):
                self._calls.sendall(piece)
        except OSError:
            return  # the control thread notices that the owner is gone

    # -- the control thread ----------------------------------------------------------------------

    def _listen(self) -> None:
        reader = FrameReader()
        link = self._control
        while True:
            ready, _, _ = select.select([link], [], [], TICK_S if self._watched else None)
            if ready:
                try:
                    data = link.recv(RECEIVE)
                except OSError:
                    data = b""
                if not data:
                    end_group()
                for frame in reader.feed(data):
                    self._hear(frame)
            for call_id in tuple(self._watched):
                self._tell(call_id)

    def _hear(self, frame: Frame) -> None:
        header, module = frame[0], self._module
        what = header["do"]
        if what == "cancel":
            if len(self._cancelled) > 1000:
                self._cancelled.clear()  # wishes that came too late
            self._cancelled.add(header["id"])
            if header["id"] == self._running:
                self._cancelled.discard(header["id"])
                self._meter.cancelled = True
        elif what == "give-back":
            self._give_back(header["ids"])
        elif what == "watch":
            self._watched.add(header["id"])
        elif what in ("frame", "frames-end"):
            frame_in = None if what == "frames-end" else unpack_request(header["request"], frame[1]).inputs
            self._channel_of(header["id"]).offer(frame_in)
        elif what == "unwatch":
            self._channels.pop(header["id"], None)
            self._watched.discard(header["id"])
            self._cancelled.discard(header["id"])
        elif module is not None and what == "status":
            module.tell_status(header)
        elif module is not None and what == "module-status":
            module.tell_module_status(header)
        elif module is not None and what == "cancel-long":
            module.cancel(header)

    def _tell(self, call_id: str) -> None:
        meter = self._meter if self._running == call_id else None
        if meter is None and self._module is not None:
            meter = self._module.meter_of(call_id)
        if meter is None:
            return
        told, parts = self._progress(meter)
        if told:
            self._say({"event": "progress", "id": call_id, **told}, parts)

    def _say(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        """Say something beside the calls; from any thread but the one that is pressed."""
        try:
            with self._say_lock:
                for piece in pack_fast(header, blobs):
                    self._control.sendall(piece)
        except OSError:
            return

    def _close_links(self) -> None:
        self._calls.close()
        self._control.close()


def _flush(streams: tuple[Any, ...]) -> None:
    for stream in streams:
        try:
            stream.flush()
        except Exception:  # a stream of the author's own making
            pass


def main(calls: int, control: int, shared: int = -1, guarded: int = -1) -> None:
    """Serve the owner at the other ends of two sockets, given as descriptors.

    `shared` is memory for large data, `guarded` is held for the guard.
    """
    import faulthandler

    hold(guarded)
    links = [socket.socket(fileno=number) for number in (calls, control)]
    for number in (calls, control):
        os.set_inheritable(number, False)
    faulthandler.enable()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    from ..sdk.shim import install_shim

    use_orjson()
    keep_large_memory()
    install_shim()
    region = None
    if shared >= 0:
        os.set_inheritable(shared, False)
        region = Region(shared)
    ServingChild(links[0], links[1], region).serve()
