"""The HTTP package: its wheel, what is pinned, its image and its deployment, read back by their own parsers."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from aiges_nb import __version__
from aiges_nb.package import PackageTree, plan_package
from aiges_nb.package.server_pins import find_system_packages, pin_server
from aiges_nb.package.targets.http import service_name
from aiges_nb.package.targets.images import python_image
from aiges_nb.package.wheel import build_wheel, wheel_name


@pytest.fixture(scope="module")
def http(echo: ModuleType) -> PackageTree:
    return plan_package(echo.make_program(), echo.make_contract(), target="http", golden=echo.CASES)


# --- the wheel --------------------------------------------------------------------------------------


def test_the_wheel_says_what_it_holds() -> None:
    with zipfile.ZipFile(io.BytesIO(build_wheel())) as wheel:
        names = wheel.namelist()
        record = wheel.read(f"aiges_nb-{__version__}.dist-info/RECORD").decode().splitlines()
        metadata = wheel.read(f"aiges_nb-{__version__}.dist-info/METADATA").decode()
        listed = {line.split(",")[0] for line in record}
        assert listed == set(names)
        for line in record[:-1]:
            path, digest, size = line.split(",")
            assert wheel.getinfo(path).file_size == int(size), path
            assert digest.startswith("sha256=")
    assert f"Version: {__version__}" in metadata and "Requires-Dist: click" in metadata
    assert "aiges_nb/server/app.py" in names and "aiges_nb/package/templates/http/Dockerfile" in names
    assert not [name for name in names if "__pycache__" in name or "labextension" in name]


def test_the_wheel_is_the_same_every_time() -> None:
    code = "import hashlib; from aiges_nb.package.wheel import build_wheel as b; print(hashlib.sha256(b()).hexdigest())"
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().strip() == hashlib.sha256(build_wheel()).hexdigest()


def test_the_wheel_installs_and_runs(tmp_path: Path) -> None:
    import venv

    wheel = tmp_path / wheel_name()
    wheel.write_bytes(build_wheel())
    venv.create(tmp_path / "env", with_pip=False)
    python = next(path for path in (tmp_path / "env").glob("*/python*") if path.parent.name in ("bin", "Scripts"))
    with zipfile.ZipFile(wheel) as archive:
        site = next((tmp_path / "env").glob("lib/python*/site-packages"), tmp_path / "env/Lib/site-packages")
        archive.extractall(site)
    code = "import aiges_nb, importlib.metadata as m; print(aiges_nb.__file__, m.version('aiges_nb'))"
    done = subprocess.run([str(python), "-I", "-c", code], capture_output=True, check=True, timeout=60)
    assert str(site.resolve()) in str(Path(done.stdout.decode().split()[0]).resolve())
    assert done.stdout.decode().split()[1] == __version__


# --- what is pinned ---------------------------------------------------------------------------------


def test_the_server_and_everything_below_it_is_pinned() -> None:
    lines, findings = pin_server((3, 11))
    assert findings == ()
    names = [re.split(r"[=;]", line)[0] for line in lines]
    assert {"starlette", "uvicorn", "anyio", "h11", "click", "platformdirs", "python-multipart"} <= set(names)
    assert "ipywidgets" not in names and "jupyterlab" not in names
    assert all("==" in line for line in lines)
    assert names == sorted(names)


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata as metadata

    def find(name: str) -> Any:
        if name == "starlette":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    real = metadata.distribution
    monkeypatch.setattr(metadata, "distribution", find)
    lines, findings = pin_server((3, 11))
    assert [line for line in lines if line.startswith("starlette")] == ["starlette>=0.40"]
    assert [finding.code for finding in findings] == ["package-server-unpinned"]


def test_libraries_of_the_system_are_found_below_a_requirement(http: PackageTree, echo: ModuleType) -> None:
    assert find_system_packages(["pyzbar==0.1", "--index-url https://x/"], (3, 11)) == ("libzbar0",)
    assert find_system_packages(["numpy"], (3, 11)) == ()
    assert b"apt-get install -y --no-install-recommends python" not in http.files["Dockerfile"]
    tree = plan_package(echo.make_program(), echo.make_contract(), target="http", requirements=("pyzbar==0.1",))
    assert b"--no-install-recommends libzbar0 && rm -rf" in tree.files["Dockerfile"]


# --- the image --------------------------------------------------------------------------------------


def read_dockerfile(text: str) -> list[list[tuple[str, str]]]:
    """(instruction, rest) of every stage."""
    stages: list[list[tuple[str, str]]] = [[]]
    joined = re.sub(r"\\\n", " ", "".join(line for line in text.splitlines(True) if not line.startswith("#")))
    for line in joined.splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            stages.append([])
        if word:
            stages[-1].append((word, rest))
    return stages


def test_the_image_is_pinned_without_root_and_without_tools(http: PackageTree) -> None:
    stages = read_dockerfile(http.files["Dockerfile"].decode())
    assert [stage[0][0] for stage in stages[1:]] == ["FROM", "FROM"]
    assert stages[0] == [("ARG", f"BASE_IMAGE={python_image(sys.version_info[:2])}")]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm", python_image(sys.version_info[:2]))
    final = stages[-1]
    assert ("USER", "10001:10001") in final
    said = " ".join(rest for _, rest in final)
    assert "build-essential" not in said and "pip uninstall" in said and "pip install" not in said
    words = [word for word, _ in final]
    assert words.index("COPY") < words.index("USER") < words.index("ENTRYPOINT")
    assert {"HEALTHCHECK", "EXPOSE"} <= set(words)
    assert json.loads(dict(final)["ENTRYPOINT"])[:4] == ["python", "-m", "aiges_nb", "serve"]
    copied = [rest.split()[0] for word, rest in final if word == "COPY" and not rest.startswith("--from")]
    assert copied == ["MANIFEST.json", "wrapper/"]


def test_an_unknown_python_has_an_image_of_its_line() -> None:
    assert python_image((3, 99)) == "python:3.99-slim-bookworm"


# --- the deployment ---------------------------------------------------------------------------------


def documents(tree: PackageTree) -> dict[str, Any]:
    return {document["kind"]: document for document in yaml.safe_load_all(tree.files["k8s.yaml"].decode())}


def test_the_deployment_is_safe_by_itself(http: PackageTree) -> None:
    found = documents(http)
    assert set(found) == {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    pod = found["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    paths = {kind: container[kind]["httpGet"]["path"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert paths == {"startupProbe": "/readyz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    assert {"requests", "limits"} == set(container["resources"])
    mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounted == {"/var/lib/aiges-nb", "/tmp"}, "what it writes to, as its root is read-only"


def test_its_parts_belong_together(http: PackageTree) -> None:
    found = documents(http)
    name = found["Deployment"]["metadata"]["name"]
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        found["Deployment"]["spec"]["selector"]["matchLabels"],
        found["Service"]["spec"]["selector"],
        found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    assert found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == name
    env = {one["name"]: one for one in found["Deployment"]["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert env["AIGES_NB_TOKEN"]["valueFrom"]["secretKeyRef"] == {"name": f"{name}-token", "key": "token"}
    assert "value" not in env["AIGES_NB_TOKEN"]
    order = list(env)
    assert order.index("POD_NAMESPACE") < order.index("AIGES_NB_ALLOWED_HOSTS"), "a value only sees those above it"
    assert f"{name}.$(POD_NAMESPACE).svc" in env["AIGES_NB_ALLOWED_HOSTS"]["value"]


def test_a_config_comes_from_a_secret(echo: ModuleType) -> None:
    tree = plan_package(echo.make_program(), echo.make_contract(config_keys=("api_key",)), target="http")
    pod = documents(tree)["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert {"name": "AIGES_NB_CONFIG", "value": "/etc/aiges-nb/config.json"} in container["env"]
    assert {"name": "config", "mountPath": "/etc/aiges-nb", "readOnly": True} in container["volumeMounts"]
    assert {"name": "config", "secret": {"secretName": "echo-config"}} in pod["volumes"]


@pytest.mark.parametrize(
    ("service_id", "name"),
    [
        ("echo", "echo"),
        ("Music_Search.v2", "music-search-v2"),
        ("9lives", "service-9lives-"),
        ("音乐", "service-"),
        ("", "service-"),
        ("a" * 200, "a" * 41 + "-"),
        ("-x-", "x-"),
        ("a b", "a-b-"),
    ],
)
def test_the_name_is_one_that_a_cluster_takes(service_id: str, name: str) -> None:
    made = service_name(service_id)
    assert made.startswith(name)
    assert re.fullmatch(r"[a-z]([a-z0-9-]{0,48}[a-z0-9])?", made), made


def test_an_older_python_is_refused(echo: ModuleType) -> None:
    tree = plan_package(echo.make_program(), echo.make_contract(), target="http", python_version=(3, 9))
    assert "package-server-python" in {finding.code for finding in tree.findings if finding.level == "error"}
