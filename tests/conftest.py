"""Every test has a state folder of its own and speaks English."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, settings

# A job started in the background may be deaf to Ctrl-C, and so would be every command that is tried here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast the machine is decides nothing.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def environments() -> Path:
    """Where the environments of `verify --level clean` are kept from test to test and from run to run."""
    named = os.environ.get("AIGES_NB_TEST_ENVS")
    folder = Path(named) if named else Path(platformdirs.user_cache_dir("aiges_nb-tests"), "environments")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "environments").symlink_to(environments(), target_is_directory=True)
    monkeypatch.setenv("AIGES_NB_HOME", str(home))
    monkeypatch.setenv("AIGES_NB_LANG", "en")
    return home
