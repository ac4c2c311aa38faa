"""Texts of what belongs to no single area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "sdk-name-missing": Text(
        en="{module} has no name {name!r} in this toolkit. Install the platform's own SDK (pip install aiges) to use it, "
        "or leave it out: a package rarely needs more than the authors' names.",
        zh="本工具提供的 {module} 中没有 {name!r}。如需使用，请安装平台自己的 SDK（pip install aiges）；"
        "通常导出的包用不到编写接口之外的名字。",
    ),
}
