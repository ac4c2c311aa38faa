from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading

import pytest

from aiges_nb.invoke.capture import capture, tap_streams
from aiges_nb.invoke.log import RunLog
from aiges_nb.progress import Meter, bind


def test_only_the_captured_thread_is_heard(capsys: pytest.CaptureFixture[str]) -> None:
    log, inside, outside = RunLog(), threading.Event(), threading.Event()

    def work() -> None:
        with capture(log):
            print("of the run")
            print("error of the run", file=sys.stderr)
            inside.set()
            outside.wait(60)
            print("more", end="")

    thread = threading.Thread(target=work)
    thread.start()
    assert inside.wait(60)
    print("of the cell")
    outside.set()
    thread.join(5)
    print("after")
    assert log.text == "of the run\nerror of the run\nmore\n"
    assert capsys.readouterr().out == "of the cell\nafter\n"


def test_threads_that_the_run_starts_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    log = RunLog()
    with capture(log), bind(Meter()):
        thread = threading.Thread(target=print, args=("deep",))
        thread.start()
        thread.join(5)
    assert log.text == "deep\n"
    assert capsys.readouterr().out == ""


def test_a_logging_handler_made_earlier_is_heard() -> None:
    stream = io.StringIO()
    with contextlib.redirect_stderr(stream):
        handler = logging.StreamHandler(sys.stderr)
        logger = logging.getLogger("author.early")
        logger.addHandler(handler)
        log = RunLog()
        with capture(log):
            logger.error("heard")
        logger.error("not of the run")
        logger.removeHandler(handler)
    assert log.text == "heard\n"
    assert stream.getvalue() == "not of the run\n"


def test_streams_exchanged_meanwhile_are_tapped_too() -> None:
    log = RunLog()
    with capture(log), contextlib.redirect_stdout(io.StringIO()) as other:
        tap_streams()
        print("heard")
    assert log.text == "heard\n"
    assert other.getvalue() == ""


class Stream(io.StringIO):
    """A stream written in Python, as a kernel's are."""


def test_a_write_that_others_exchange_stays_tapped() -> None:
    """IPython does so: at a cell's beginning it takes `write`, puts its own in place, and back at the end."""
    stream, log, noted = Stream(), RunLog(), list[str]()
    with contextlib.redirect_stdout(stream):
        original = stream.write

        def tee(text: str) -> int:
            noted.append(text)
            return original(text)

        stream.write = tee  # type: ignore[method-assign]
        with capture(log):
            print("one")
            stream.write = original  # type: ignore[method-assign]
            print("two")
            between = stream.write
            stream.write = lambda text: between(text)  # type: ignore[method-assign]
            print("three")
            outside = threading.Thread(target=print, args=("of a cell",))
            outside.start()
            outside.join(5)
            stream.write = between  # type: ignore[method-assign]
            print("four")
        assert type(stream) is Stream
        print("after")
    assert log.text == "one\ntwo\nthree\nfour\n"
    assert stream.getvalue() == "of a cell\nafter\n"
    assert noted == []


def test_nothing_is_left_behind() -> None:
    own, kept = type(sys.stdout), dict(vars(sys.stdout))
    with capture(RunLog()):
        assert (type(sys.stdout), vars(sys.stdout)) != (own, kept)
    assert (type(sys.stdout), vars(sys.stdout)) == (own, kept)
    tap_streams()
    assert (type(sys.stdout), vars(sys.stdout)) == (own, kept)
