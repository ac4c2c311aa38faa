from __future__ import annotations

import threading

import pytest

from aiges_nb.invoke.log import HEAD_LINES, MAX_LINE, TAIL_LINES, RunLog


def test_a_short_log_is_kept_whole() -> None:
    log = RunLog()
    log.write("one\ntw")
    log.write("o\nthree")
    assert log.text == "one\ntwo\nthree\n"
    assert log.dropped == 0


@pytest.mark.parametrize("lines", [HEAD_LINES + TAIL_LINES, HEAD_LINES + TAIL_LINES + 1, 100_000])
def test_the_first_and_the_last_lines_stay(lines: int) -> None:
    log = RunLog()
    for number in range(lines):
        log.write(f"{number}\n")
    kept = log.lines()
    dropped = max(0, lines - HEAD_LINES - TAIL_LINES)
    assert log.dropped == dropped
    assert kept[0] == "0"
    assert kept[-1] == str(lines - 1)
    assert (f"[... {dropped} lines left out ...]" in kept) == bool(dropped)
    assert log.lines(last=2) == [str(lines - 2), str(lines - 1)]


def test_a_progress_bar_leaves_its_last_state() -> None:
    log = RunLog()
    for percent in range(0, 101, 10):
        log.write(f"\r{percent}%")
    assert log.text == "100%\n"
    log.write("\nnext\r\n")
    assert log.lines() == ["100%", "next"]


def test_long_lines_and_long_logs_are_cut() -> None:
    log = RunLog()
    log.write("x" * 1_000_000 + "\n")
    assert len(log.lines()[0]) < MAX_LINE + 50
    for _ in range(5000):
        log.write("y" * 1900 + "\n")
    assert len(log.text) < 900_000


def test_many_threads_lose_nothing() -> None:
    log = RunLog()
    threads = [threading.Thread(target=lambda: [log.write("a\n") for _ in range(5000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert log.dropped == 20_000 - HEAD_LINES - TAIL_LINES
