"""A worker's own process: load one Program, then answer what its owner asks.

Three threads: the main one runs the author's code (so that signals reach it), one reads, one writes. Only the
writer touches the socket, so that a signal's exception never cuts a frame in two.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from ..contract import check_contract, contract_to_json, reflect_contract
from ..contract.model import Contract
from ..errors import AigesNbError, FindingsError, WrapperError
from ..exchange.codec import pack_finding, pack_response, unpack_request
from ..exchange.response import Failure, Response
from ..messages import text
from ..progress import Cancelled, Meter, bind
from .bars import hook_tqdm
from .ending import die_with_parent, end_group, hold
from .execute import load_program
from .frames import Frame, FrameReader, pack_frame
from .life import Life, open_life
from .live import Channel, using_channel
from .partial import read_partial
from .program_frame import unpack_program
from .tracebacks import exception_text, format_user_traceback
from .wrapper import stops

TICK_S = 0.05
TELL_WAIT_S = 1.0
_GONE: Frame = ({"do": "close"}, [])


class Child:
    """The process's one service."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._pid = os.getpid()
        self._asked: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[Frame | threading.Event | None] = queue.SimpleQueue()
        self._meter = Meter()
        self._is_working = False
        self._folder = str(Path.cwd())
        self._contract: Contract | None = None
        self._life: Life | None = None
        self._streams = (sys.stdout, sys.stderr)
        self._cancelled: frozenset[str] = frozenset()
        self._running = ""
        self._channel: Channel | None = None
        self._seen = ""

    def serve(self) -> None:
        """Answer until the owner closes or is gone."""
        signal.signal(signal.SIGINT, self._press)
        if hasattr(os, "register_at_fork"):
            # A forked child of the author's code must neither speak for this process nor keep its link open.
            os.register_at_fork(after_in_child=self._link.close)
        writer = threading.Thread(target=self._write, name="aiges_nb-writer", daemon=True)
        writer.start()
        threading.Thread(target=self._read, name="aiges_nb-reader", daemon=True).start()
        while True:
            header, blobs = self._asked.get()
            if header["do"] == "close":
                break
            self._answer(header, blobs)
            if os.getpid() != self._pid:
                # A fork of the author's that came back through our code.
                os._exit(0)
        if self._life is not None:
            self._life.close()
        self._said.put(None)
        writer.join(1.0)
        _flush(self._streams)
        # Threads that the author's code left behind must not keep the process.
        os._exit(0)

    def _answer(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        if header["do"] == "load":
            self._say(self._load(header))
        elif header["do"] == "run":
            self._run(header, blobs)

    def _load(self, header: dict[str, Any]) -> dict[str, Any]:
        program = unpack_program(header["program"])
        if program.folder:
            os.chdir(program.folder)
            sys.path.insert(0, program.folder)
            self._folder = program.folder
        failure: dict[str, Any] | None = None
        findings: list[dict[str, Any]] = []
        try:
            self._is_working = True
            with bind(self._meter, whole_process=True):
                _, cls = load_program(program)
                contract = self._contract = reflect_contract(cls)
                self._life = open_life(cls, contract)
                findings = [pack_finding(finding) for finding in check_contract(cls)]
        except WrapperError as exc:
            failure = {"text": exc.text, "traceback": exc.user_traceback, "kind": "wrapper"}
        except FindingsError as exc:
            failure = {"findings": [pack_finding(finding) for finding in exc.findings], "kind": "findings"}
        except AigesNbError as exc:
            failure = {"text": str(exc), "kind": "usage"}
        except BaseException as exc:
            failure = {"text": exception_text(exc), "traceback": format_user_traceback(exc), "kind": "wrapper"}
        finally:
            self._is_working = False
        self._tidy()
        if failure is not None:
            return {"event": "not-loaded", "failure": failure}
        return {"event": "loaded", "contract": contract_to_json(contract), "findings": findings}

    def _run(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        life, meter = self._life, Meter()
        if life is None:
            return
        self._meter = meter
        if header["id"] in self._cancelled:  # looked at after the meter is there: the reader sets one or the other
            meter.cancelled = True
        response: Response | None = None
        try:
            try:
                self._is_working = True
                if not life.is_started:
                    self._say({"event": "stage", "id": header["id"], "stage": "starting"})
                request = unpack_request(header["request"], blobs)
                hook_tqdm()
                with bind(meter, whole_process=True):
                    failure = life.start(header["convention"])
                    self._say({"event": "stage", "id": header["id"], "stage": "working"})
                    self._wait_until_said()
                    hook_tqdm()
                    if failure is not None:
                        response = Response(error=failure, findings=life.findings)
                    else:
                        with using_channel(self._channel):
                            response = life.call(request, header["convention"])
            finally:
                self._is_working = False
        except BaseException as exc:
            if not stops(exc) and response is None:
                words = text("run-broke-off", exception=exception_text(exc))
                response = Response(error=Failure(-1, "wrapper", words, format_user_traceback(exc)))
        self._tidy()
        if os.getpid() != self._pid:
            return
        self._tell_progress(header["id"])
        if response is None:
            self._say({"event": "stopped", "id": header["id"]})
        else:
            packed, outputs = pack_response(response)
            self._say({"event": "result", "id": header["id"], "response": packed}, outputs)

    def _tidy(self) -> None:
        """Take back what the author's code changed for the whole process; print what it printed."""
        _flush((sys.stdout, sys.stderr))
        sys.stdout, sys.stderr = self._streams
        _flush(self._streams)
        try:
            os.chdir(self._folder)
        except OSError:  # the folder is gone: the next relative path says so better
            pass

    def _press(self, number: int, frame: FrameType | None) -> None:
        if self._is_working:
            raise Cancelled

    # -- reader and writer -----------------------------------------------------------------------

    def _read(self) -> None:
        """Frames of the owner; when the owner is gone, so is this process and all it started."""
        die_with_parent()
        reader = FrameReader()
        while True:
            try:
                data = self._link.recv(1 << 20)
            except OSError:
                data = b""
            if not data:
                end_group()
            for header, blobs in reader.feed(data):
                if header["do"] in ("frame", "frames-end"):
                    self._take_frame(header, blobs)
                elif header["do"] == "cancel":
                    self._cancelled |= {header["id"]}
                    if header["id"] == self._running:
                        self._meter.cancelled = True
                else:
                    if header["do"] == "run":
                        self._running = header["id"]
                        self._channel = self._open_channel(header)
                    self._asked.put((header, blobs))

    def _open_channel(self, header: dict[str, Any]) -> Channel | None:
        """The queues of a live session, whose answers go out as they come."""
        if header["request"].get("delivery", [""])[0] != "live":
            return None
        run_id = header["id"]

        def tell(response: Response) -> None:
            packed, blobs = pack_response(response)
            self._say({"event": "frame", "id": run_id, "response": packed}, blobs)

        return Channel(tell)

    def _take_frame(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        channel = self._channel
        if channel is None or header["id"] != self._running:
            return
        frame = None if header["do"] == "frames-end" else unpack_request(header["request"], blobs).inputs
        channel.offer(frame)

    def _write(self) -> None:
        looked = 0.0
        while True:
            try:
                frame = self._said.get(timeout=TICK_S)
            except queue.Empty:
                frame = ({}, [])
            if frame is None:
                return
            if isinstance(frame, threading.Event):
                frame.set()
                continue
            now = time.monotonic()
            if now - looked >= TICK_S and self._is_working:
                looked = now
                self._tell_progress(self._running)
                self._tell_seeing()
            if frame[0]:
                self._send(frame)

    def _tell_progress(self, run_id: str) -> None:
        meter = self._meter
        if not meter.dirty:
            return
        meter.dirty = False
        value, meter.partial = meter.partial, None
        shown = meter.read()
        header: dict[str, Any] = {
            "event": "progress",
            "id": run_id,
            "progress": [shown.fraction, shown.step, shown.steps, shown.message, shown.phase],
        }
        blobs: list[bytes] = []
        if value is not None:
            header["partial"], blobs = pack_response(read_partial(self._contract, value))
        if threading.current_thread() is threading.main_thread():
            self._say(header, blobs)
        else:
            self._send((header, blobs))

    def _tell_seeing(self) -> None:
        """Once: the class itself is ending the call that is to stop."""
        life = self._life
        if self._meter.cancelled and life is not None and life.sees_to_cancel and self._seen != self._running:
            self._seen = self._running
            self._send(({"event": "sees-to-cancel", "id": self._running}, []))

    def _say(self, header: dict[str, Any], blobs: list[bytes] | None = None) -> None:
        self._said.put((header, blobs or []))

    def _wait_until_said(self) -> None:
        """What was said so far is told before native code can hold the interpreter, and with it the writer."""
        told = threading.Event()
        self._said.put(told)
        told.wait(TELL_WAIT_S)

    def _send(self, frame: Frame) -> None:
        try:
            for piece in pack_frame(*frame):
                self._link.sendall(piece)
        except (OSError, ValueError, TypeError) as exc:
            if isinstance(exc, OSError):
                return  # the reader notices that the owner is gone
            raise


def _flush(streams: tuple[Any, ...]) -> None:
    for stream in streams:
        try:
            stream.flush()
        except Exception:  # a stream of the author's own making
            pass


def main(descriptor: int, guarded: int = -1) -> None:
    """Serve the owner at the other end of the socket `descriptor`; `guarded` is held for the guard."""
    import faulthandler

    hold(guarded)
    link = socket.socket(fileno=descriptor)
    os.set_inheritable(descriptor, False)
    faulthandler.enable()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    from ..sdk.shim import install_shim

    install_shim()
    Child(link).serve()
