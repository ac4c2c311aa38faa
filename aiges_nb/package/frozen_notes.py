"""What a README says about the objects of the notebook that are files of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..types import Json
from .quoting import markdown_code as code

_HEAD = """## Frozen objects · 冻结的对象
The cells that made these stayed in the notebook; the package loads them from files, with the releases that
`requirements.txt` pins.

生成下列对象的单元格留在 notebook 中；包按 `requirements.txt` 锁定的版本从文件加载它们。
"""
_TABLE = "| name · 名称 | file · 文件 | form · 格式 | made with · 生成环境 |\n| --- | --- | --- | --- |\n"
_PICKLE = """
> **Warning: {files} is read with pickle, which runs any code that the file holds.** Deploy it only if you trust
> everyone who could have written it, and never replace it by a file from elsewhere.
>
> **警告：{files} 用 pickle 读取，读取时会执行文件中的任何代码。** 仅当信任所有可能写过该文件的人时才部署，
> 切勿换成来路不明的文件。
"""


def frozen_section(frozen: Sequence[Mapping[str, Json]]) -> str:
    """A table of the files, and a warning where reading one can run code; empty where there are none."""
    if not frozen:
        return ""
    rows = []
    for one in frozen:
        versions = one["versions"]
        assert isinstance(versions, Mapping)
        made_with = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        rows.append(f"| {code(str(one['name']))} | {code(str(one['file']))} | {one['format']} | {code(made_with)} |\n")
    table = "| name · 名称 | file · 文件 | form · 格式 | made with · 生成环境 |\n| --- | --- | --- | --- |\n" + "".join(
        rows
    )
    files = ", ".join(code(str(one["file"])) for one in frozen if one["runs_code"])
    return f"{_HEAD}\n{table}" + (_PICKLE.format(files=files) if files else "")
