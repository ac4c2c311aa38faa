"""The echo service, for every test of this folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from aiges_nb.package import PackageTree, plan_package


@pytest.fixture(scope="session")
def echo() -> ModuleType:
    path = Path(__file__).parents[1] / "data" / "echo_service.py"
    spec = importlib.util.spec_from_file_location("echo_service", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tree(echo: ModuleType) -> PackageTree:
    return plan_package(echo.make_program(), echo.make_contract(), golden=echo.CASES)
