"""The README of a package of a wrapper, in both languages, from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...contract.model import Accept, Contract, Input, Param
from ...exchange.compare import ABSOLUTE, IMAGE, RELATIVE
from ...types import MISSING, Json, ParamValue
from ..frozen_notes import frozen_section
from ..quoting import markdown_code as code
from ..quoting import markdown_text as text


@dataclass(frozen=True)
class Words:
    """What differs between targets: a name for the kind of service, how to run it, what the files are."""

    kind: tuple[str, str]
    run: str
    config: str
    files: str


_VERIFY: Final = """
`aiges-nb verify .` checks that no file was edited and proves the package again; `--level clean` does it in a fresh
environment with {sdk}.

`aiges-nb verify .` 检查文件未被改动并重新验证；加 `--level clean` 则在全新环境中用{sdk_zh}验证。
"""
_CONFIG: Final = """
The class attribute `config` was emptied on export. The loader passes the `[wrapper]` section of `aiges.toml`; fill in
its placeholders. For a local run, name a JSON file with these keys in the environment variable `AIGES_NB_CONFIG`.

导出时类属性 `config` 已清空。加载器会传入 `aiges.toml` 的 `[wrapper]` 部分，请替换其中的占位符；本地运行时，用环境变量
`AIGES_NB_CONFIG` 指定包含这些键的 JSON 文件。
"""
_LOADER_FILES: Final = """- `schema.json`: the service's schema · 服务的 schema
- `aiges.toml`, `xtest.toml`: samples for the loader and the load tester · 加载器与压测工具的示例配置
"""
_FILES: Final = """- `tests/`: pytest over the golden cases in `wrapper/test_data/golden/` · 黄金用例测试
- `MANIFEST.json`: every file's SHA-256, the cells behind each statement, the contract · 文件哈希、代码出处与契约
"""
_GOLDEN: Final = f"""
A case is a folder of plain files: `case.json` says what was sent and what must come back. An output holds when its
bytes are equal; else when both are JSON and every float lies within {RELATIVE:g} of its value (or {ABSOLUTE:g} near
zero); else when both are pictures of one size whose channels differ by at most {IMAGE:.0%} of full scale on average.
`tolerance` in `case.json` states the limits of each case.

每个用例是一组普通文件：`case.json` 记录请求与应得的应答。输出满足以下之一即通过：字节相同；同为 JSON 且各浮点数相对误差不超过
{RELATIVE:g}（接近零时绝对误差 {ABSOLUTE:g}）；同为尺寸相同的图像且各通道平均差不超过满量程的 {IMAGE:.0%}。
`case.json` 的 `tolerance` 写明每个用例的限值。
"""

WORDS: Final[Mapping[str, Words]] = {
    "aiges": Words(
        kind=("AIGES service", "AIGES 服务"),
        run="""
```sh
pip install -r requirements.txt
cd wrapper && python wrapper.py     # the SDK's own check · SDK 自检
python -m pytest ../tests           # the golden cases · 黄金用例
docker build -t my-service ..       # the deployable image · 可部署镜像
```
"""
        + _VERIFY.format(sdk="the real SDK", sdk_zh="真实 SDK "),
        config=_CONFIG,
        files="""
- `wrapper/`: what goes to `/home/aiges`: `wrapper.py`, what it reads, `test_data/` · 部署到 `/home/aiges` 的内容
"""
        + _LOADER_FILES
        + _FILES,
    ),
    "pyaiges": Words(
        kind=("AIGES service for pyaiges", "基于 pyaiges 的 AIGES 服务"),
        run="""
```sh
pip install -r requirements.txt
cd wrapper && python wrapper.py     # the declared samples · 运行声明的样例
python -m pytest ../tests           # the golden cases · 黄金用例
python -m pyaiges.grpc_server --module wrapper --sock /tmp/wrapper.sock   # as the loader starts it · 与加载器启动方式相同
docker build -t my-service ..       # an image with that server · 含该服务的镜像
```
A loader that runs in the same image starts the server itself (`WIDGET_PLUGIN_MODE=py`): build with
`--build-arg BASE_IMAGE=...`, an image of that loader, and give its own command.

若加载器与本服务在同一镜像中（`WIDGET_PLUGIN_MODE=py`），服务由加载器启动：用 `--build-arg BASE_IMAGE=...` 指定加载器的镜像，
并使用其自身的启动命令。
"""
        + _VERIFY.format(sdk="pyaiges' real gRPC server", sdk_zh="真实的 pyaiges gRPC 服务"),
        config=_CONFIG,
        files="""
- `wrapper/`: what goes beside the loader: `wrapper.py`, what it reads, `test_data/` · 部署到加载器旁的内容
- `wrapper/_aiges_nb_kit/`: answers the import lines of the `aiges` SDK, which is not installed there · 代替未安装的 `aiges` SDK
"""
        + _LOADER_FILES
        + _FILES,
    ),
    "http": Words(
        kind=("HTTP service", "HTTP 服务"),
        run="""
```sh
docker build -t my-service .
docker run --rm -p 8000:8000 -e AIGES_NB_TOKEN="$(openssl rand -hex 32)" my-service
kubectl create secret generic @NAME@-token --from-literal=token="$(openssl rand -hex 32)"
kubectl apply -f k8s.yaml           # fill in the image first · 先填写镜像地址
```
Without Docker · 不用 Docker:

```sh
pip install -r requirements.txt && pip install --no-deps wheels/*.whl
python -m aiges_nb serve . --host 127.0.0.1 --port 8000
python -m pytest tests              # the golden cases over HTTP · 通过 HTTP 重放黄金用例
```
Callers send `Authorization: Bearer TOKEN`; `GET /openapi.json` describes every route, `GET /` is a test page.

调用方须发送 `Authorization: Bearer TOKEN`；`GET /openapi.json` 描述全部接口，`GET /` 是测试页面。
"""
        + _VERIFY.format(sdk="the server in `wheels/`", sdk_zh=" `wheels/` 中的服务"),
        config="""
The class attribute `config` was emptied on export. Name a JSON file with these keys in the environment variable
`AIGES_NB_CONFIG`; in Kubernetes mount it from a Secret.

导出时类属性 `config` 已清空。用环境变量 `AIGES_NB_CONFIG` 指定包含这些键的 JSON 文件；在 Kubernetes 中由 Secret 挂载。
""",
        files="""
- `wrapper/`: the module, what it reads, `test_data/` · 模块、所读文件与测试数据
- `wheels/`: the server, as a wheel of the toolkit that exported · 服务端，即导出工具自身的 wheel
- `Dockerfile`, `k8s.yaml`: a non-root image; probes, limits, autoscaling · 非 root 镜像；探针、限额与自动扩缩
- `schema.json`, `openapi.json`: what the service declares · 服务的声明
"""
        + _FILES,
    ),
}

_MODULE_WORDS: Final = Words(
    kind=("CodeProject.AI Server module", "CodeProject.AI Server 模块"),
    run="""
Put this folder into the server's `modules` folder (or unzip the archive there) and let the server install it:

将本目录放入服务器的 `modules` 目录（或把压缩包解压到该处），由服务器安装：

```sh
cd modules/@NAME@ && bash ../../setup.sh        # Windows: ..\\..\\setup.bat
```
The card in the server's explorer is `explore.html`. Without the server · 不用服务器：

```sh
pip install -r requirements.txt
python @FILE@ --selftest                        # what the installer runs · 安装程序执行的自检
python -m pytest test                           # the golden cases · 黄金用例
aiges-nb serve . --python "$(which python)"     # host it as the server does · 像服务器那样托管
```
"""
    + _VERIFY.format(
        sdk="the real module SDK, hosted as the server hosts it", sdk_zh="真实的模块 SDK（按服务器的方式托管）"
    ),
    config="",
    files="""
- `modulesettings.json`: what the server reads: launch, routes, versions · 服务器读取的设置：启动、路由、版本
- `@FILE@`: the adapter, statement by statement from the notebook · 适配器，逐句取自 notebook
- `_aiges_nb_module.py`, `_aiges_nb_kit/`: progress, cancel and answers that the SDK would lose · 补足 SDK 的进度、取消与应答
- `requirements*.txt`, `install.sh`, `install.bat`: for the server's installer · 供服务器的安装程序使用
- `explore.html`: the module's card in the explorer, and a test page · 浏览器卡片，也是测试页面
- `test/`: pytest over the golden cases in `test/golden/` · 黄金用例测试
- `MANIFEST.json`: every file's SHA-256, the cells behind each statement, the contract · 文件哈希、代码出处与契约
""",
)


def write_module_readme(
    contract: Contract,
    module_id: str,
    file: str,
    python_version: tuple[int, int],
    frozen: Sequence[Mapping[str, Json]] = (),
) -> str:
    """The README of a CodeProject.AI module: one section a route."""
    python = "{}.{}".format(*python_version)
    words = _MODULE_WORDS
    about = f"{words.kind[0]} {code(module_id)}, version {code(contract.version)}, for Python {python}. ·"
    fill = {"@NAME@": module_id, "@FILE@": file}

    def filled(written: str) -> str:
        for mark, value in fill.items():
            written = written.replace(mark, value)
        return written

    parts = [
        f"# {text(contract.title or module_id)}\n",
        *([f"{text(contract.description)}\n"] if contract.description.strip() else []),
        f"{about} {words.kind[1]}，目标 Python {python}。\n",
        f"## Install · 安装{filled(words.run)}",
    ]
    for operation in contract.operations:
        parts.append(
            _section(
                f"{text(operation.name or module_id)} · POST /v1/{text(operation.route)}",
                _data_table("file · 文件", operation.inputs),
                _param_table(operation.params),
                _data_table("answer · 应答", operation.outputs),
            )
        )
    if frozen:
        parts.append(frozen_section(frozen))
    parts.append(f"## Golden cases · 黄金用例{_GOLDEN}")
    parts.append(f"## Files · 文件{filled(words.files)}")
    return "\n".join(parts)


def write_readme(
    target: str,
    contract: Contract,
    python_version: tuple[int, int],
    frozen: Sequence[Mapping[str, Json]] = (),
    *,
    name: str = "",
) -> str:
    """The whole README; declared texts are shown as they are and cannot become Markdown."""
    words = WORDS[target]
    python = "{}.{}".format(*python_version)
    service, version = code(contract.service_id), code(contract.version)
    parts = [
        f"# {text(contract.title or contract.service_id or contract.class_name)}\n",
        *([f"{text(contract.description)}\n"] if contract.description.strip() else []),
        f"{words.kind[0]} {service}, version {version}, for Python {python}. · {words.kind[1]}，目标 Python {python}。\n",
        f"## Run · 运行{words.run.replace('@NAME@', name)}",
        _section("What it takes · 输入", _data_table("input · 输入", contract.inputs), _param_table(contract.params)),
        _section("What it answers · 输出", _data_table("output · 输出", contract.outputs)),
    ]
    if contract.config_keys:
        keys = "".join(f"- {code(key)}\n" for key in contract.config_keys)
        parts.append(f"## Configuration · 配置{words.config}\n{keys}")
    if frozen:
        parts.append(frozen_section(frozen))
    parts.append(f"## Golden cases · 黄金用例{_GOLDEN}")
    parts.append(f"## Files · 文件{words.files}")
    return "\n".join(parts)


def _section(title: str, *tables: str) -> str:
    return f"## {title}\n" + "\n".join(table for table in tables if table)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(titles)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _data_table(title: str, items: Iterable[Input | Accept]) -> str:
    rows = [(code(item.key), str(item.type), text(item.description or item.title)) for item in items]
    return _table((title, "type · 类型", ""), rows) if rows else ""


def _param_table(params: Iterable[Param]) -> str:
    rows = [
        (
            code(param.key),
            f"{param.kind}, required · 必填" if param.required else param.kind,
            "" if param.default is MISSING else code(param_text(param.default)),
            _allowed(param),
            text(param.description or param.title),
        )
        for param in params
    ]
    return _table(("parameter · 参数", "type · 类型", "default · 默认", "allowed · 取值", ""), rows) if rows else ""


def param_text(value: object) -> str:
    """A parameter as text, as the loader passes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(param: Param) -> str:
    if param.enum:
        return code(", ".join(param_text(value) for value in param.enum))
    bounds: tuple[ParamValue | None, ParamValue | None] = (param.minimum, param.maximum)
    if param.kind == "string":
        bounds = (param.min_length, param.max_length)
    if bounds == (None, None):
        return ""
    low, high = ("" if bound is None else param_text(bound) for bound in bounds)
    return f"{low}..{high}" + (" characters · 字符" if param.kind == "string" else "")
