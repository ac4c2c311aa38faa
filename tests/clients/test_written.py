"""What generated clients look like, whatever was declared."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiges_nb.clients import LANGUAGES, write_client
from aiges_nb.clients.naming import class_name, comment_text, js_names, python_names
from aiges_nb.contract.model import Accept, Contract, Input, Operation, Param
from aiges_nb.errors import UsageError
from aiges_nb.types import DataType

HOSTILE = st.sampled_from(
    ['"', "'", '"""', "*/", "\\", "</script>", "$(id)", "`id`", "%s%n", "\n", "\u2028", "class", "self", "名字", "a-b"]
) | st.text(max_size=12)


def contract(platform: Any = "aiges", key: str = "text", words: str = "") -> Contract:
    operation = Operation(
        name=words or "read",
        route=f"vision/{key.strip('/') or 'x'}" if platform == "codeproject" else "/v1/private/s",
        description=words,
        params=(
            Param(key=f"{key}n", kind="number", default=0.5, minimum=0, maximum=1, title=words),
            Param(key="mode", kind="string", enum=("a", words or "b"), default="a"),
            Param(key="flag", kind="boolean", default=True),
        ),
        inputs=(
            Input(key=key, type=DataType.TEXT, title=words, encoding="utf8"),
            Input(key="image", type=DataType.IMAGE, required=False),
        ),
        outputs=(Accept(key=key, type=DataType.JSON), Accept(key="picture", type=DataType.IMAGE)),
    )
    return Contract(
        platform=platform, class_name="W", service_id=words or "svc", version="v1", title=words, operations=(operation,)
    )


@pytest.mark.parametrize("platform", ["aiges", "codeproject"])
@settings(max_examples=60, deadline=None)
@given(key=HOSTILE, words=HOSTILE)
def test_a_python_client_is_python_39_with_every_declared_name_as_a_value(platform: str, key: str, words: str) -> None:
    written = write_client(contract(platform, key, words), "python", url=f"http://h/{words}")
    tree = ast.parse(written, feature_version=(3, 9))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    client = classes[-1]
    assert client.name == class_name(words or "svc", "Client")
    values = {node.value for node in ast.walk(client) if isinstance(node, ast.Constant)}
    assert {key, f"{key}n", "mode"} <= values
    run = [node.value for node in tree.body if isinstance(node, ast.Expr)]
    assert all(isinstance(value, ast.Constant) for value in run), "nothing runs at import"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize("platform", ["aiges", "codeproject"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=HOSTILE, words=HOSTILE)
def test_a_javascript_client_is_a_module(tmp_path: Path, platform: str, key: str, words: str) -> None:
    path = tmp_path / "client.mjs"
    path.write_text(write_client(contract(platform, key, words), "js", url=f"http://h/{words}"), encoding="utf-8")
    checked = subprocess.run(["node", "--check", str(path)], capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize("platform", ["aiges", "codeproject"])
def test_a_key_named_like_a_clients_own_value_is_a_key_still(tmp_path: Path, platform: str) -> None:
    keys = ["document", "answer", "inputs", "outputs", "files", "fields", "signal", "status"]
    checks = []
    for key in keys:
        declared = contract(platform, key)
        path = tmp_path / f"{key}.mjs"
        path.write_text(write_client(declared, "js", url="http://h"), encoding="utf-8")
        checks.append(path.name)
        tree = ast.parse(write_client(declared, "python", url="http://h"))
        called = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for method in [node for node in called if any(argument.arg == "flag" for argument in node.args.kwonlyargs)]:
            given = {argument.arg for argument in method.args.kwonlyargs}
            stored = {
                node.id for node in ast.walk(method) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            # The others are given on before they are set.
            assert not given & stored & {"inputs", "outputs", "files"}, method.name
    for name in checks:
        checked = subprocess.run(["node", "--check", name], cwd=tmp_path, capture_output=True, text=True, timeout=30)
        assert checked.returncode == 0, f"{name}: {checked.stderr}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=HOSTILE.filter(lambda key: "\0" not in key), words=HOSTILE.filter(lambda words: "\0" not in words))
def test_a_curl_script_sends_the_document_and_runs_nothing_else(tmp_path: Path, key: str, words: str) -> None:
    for name in ("text1.txt", "image2"):
        (tmp_path / name).write_bytes(b"data")
    fake = tmp_path / "bin"
    fake.mkdir(exist_ok=True)
    (fake / "curl").write_text("#!/bin/sh\ncat\n", encoding="utf-8")
    (fake / "curl").chmod(0o755)
    script = tmp_path / "call.sh"
    script.write_bytes(write_client(contract("aiges", key, words), "curl").encode("utf-8", "surrogatepass"))
    done = subprocess.run(
        ["/bin/sh", str(script)],
        capture_output=True,
        cwd=tmp_path,
        env={"PATH": f"{fake}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    section = document["parameter"][words or "svc"]
    assert section["mode"] == "a"
    assert document["payload"][key]["text"] == "ZGF0YQ=="
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "call.sh", "image2", "text1.txt"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["text", "class", "self"], ["text", "class_", "self_2"]),
        (["a-b", "a_b"], ["a_b", "a_b_2"]),
        (["1st", "", "名字"], ["_1st", "value", "名字"]),
    ],
)
def test_keys_become_identifiers_each_once(keys: list[str], expected: list[str]) -> None:
    assert list(python_names(keys, ["self"]).values()) == expected


@given(st.lists(st.text(max_size=8), unique=True, max_size=6))
def test_names_are_identifiers_and_differ(keys: list[str]) -> None:
    for names in (python_names(keys), js_names(keys)):
        assert all(name.isidentifier() for name in names.values())
        assert len(set(names.values())) == len(keys)


@given(st.text(max_size=40))
def test_a_comment_stays_a_comment(text: str) -> None:
    shown = comment_text(text)
    assert "\n" not in shown and "*/" not in shown and '"""' not in shown
    ast.parse(f'"""{shown}."""')


def test_there_is_no_client_in_other_languages() -> None:
    with pytest.raises(UsageError) as caught:
        write_client(contract(), "cobol")
    assert caught.value.params["known"] == ", ".join(LANGUAGES)
