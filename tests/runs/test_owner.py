from __future__ import annotations

import subprocess
import sys

from aiges_nb.runs import current_owner, is_alive

CODE = "from aiges_nb.runs import current_owner; print(current_owner(), flush=True); input()"


def test_this_process_is_alive() -> None:
    assert is_alive(current_owner())


def test_a_process_that_ended_is_not() -> None:
    with subprocess.Popen([sys.executable, "-c", CODE], stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout is not None
        owner = process.stdout.readline().strip()
        assert owner != current_owner()
        assert is_alive(owner)
        process.kill()
        process.wait(5)
        assert not is_alive(owner)


def test_a_process_id_used_again_is_another_process() -> None:
    host_boot_pid, _, _started = current_owner().rpartition("|")
    assert not is_alive(f"{host_boot_pid}|1")


def test_another_boot_is_dead_and_another_machine_unknown() -> None:
    host, _boot, pid, started = current_owner().split("|")
    assert not is_alive(f"{host}|another-boot|{pid}|{started}")
    assert is_alive(f"elsewhere|boot|{pid}|{started}")
    assert not is_alive(f"{host}|{_boot}||")
