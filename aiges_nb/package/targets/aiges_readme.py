"""The README of an AIGES package, in both languages, from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...contract.model import Accept, Contract, Input, Param
from ...types import MISSING, Json, ParamValue
from ..frozen_notes import frozen_section
from ..quoting import markdown_code as code
from ..quoting import markdown_text as text

_RUN = """
```sh
pip install -r requirements.txt
cd wrapper && python wrapper.py     # the SDK's own check · SDK 自检
python -m pytest ../tests           # the golden cases · 黄金用例
docker build -t my-service ..       # the deployable image · 可部署镜像
```
`aiges-nb verify .` checks that no file was edited and proves the package again; `--level clean` does it in a fresh
environment with the real SDK.

`aiges-nb verify .` 检查文件未被改动并重新验证；加 `--level clean` 则在全新环境中用真实 SDK 验证。
"""
_CONFIG = """
The class attribute `config` was emptied on export. The loader passes the `[wrapper]` section of `aiges.toml`; fill in
its placeholders. For a local run, name a JSON file with these keys in the environment variable `AIGES_NB_CONFIG`.

导出时类属性 `config` 已清空。加载器会传入 `aiges.toml` 的 `[wrapper]` 部分，请替换其中的占位符；本地运行时，用环境变量
`AIGES_NB_CONFIG` 指定包含这些键的 JSON 文件。
"""
_FILES = """
- `wrapper/`: what goes to `/home/aiges`: `wrapper.py`, what it reads, `test_data/` · 部署到 `/home/aiges` 的内容
- `schema.json`: the service's schema · 服务的 schema
- `aiges.toml`, `xtest.toml`: samples for the loader and the load tester · 加载器与压测工具的示例配置
- `tests/`: pytest over the golden cases in `wrapper/test_data/golden/` · 黄金用例测试
- `MANIFEST.json`: every file's SHA-256, the cells behind each statement, the contract · 文件哈希、代码出处与契约
"""


def write_readme(contract: Contract, python_version: tuple[int, int], frozen: Sequence[Mapping[str, Json]] = ()) -> str:
    """The whole README; declared texts are shown as they are and cannot become Markdown."""
    python = "{}.{}".format(*python_version)
    service, version = code(contract.service_id), code(contract.version)
    parts = [
        f"# {text(contract.title or contract.service_id or contract.class_name)}\n",
        *([f"{text(contract.description)}\n"] if contract.description.strip() else []),
        f"AIGES service {service}, version {version}, for Python {python}. · AIGES 服务，目标 Python {python}。\n",
        f"## Run · 运行{_RUN}",
        _section("What it takes · 输入", _data_table("input · 输入", contract.inputs), _param_table(contract.params)),
        _section("What it answers · 输出", _data_table("output · 输出", contract.outputs)),
    ]
    if contract.config_keys:
        keys = "".join(f"- {code(key)}\n" for key in contract.config_keys)
        parts.append(f"## Configuration · 配置{_CONFIG}\n{keys}")
    if frozen:
        parts.append(frozen_section(frozen))
    parts.append(f"## Files · 文件{_FILES}")
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
