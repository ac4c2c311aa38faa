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
    "sdk-no-server": Text(
        en="call_api({method!r}): no CodeProject.AI server runs here.",
        zh="call_api({method!r})：此处没有运行 CodeProject.AI 服务器。",
        hint_en="Guard the call with `if self.launched_by_server:`; in an installed module the server answers it.",
        hint_zh="请用 `if self.launched_by_server:` 保护该调用；模块安装后由服务器应答。",
    ),
    "sdk-image-unreadable": Text(
        en="get_image({index!r}): the file is no picture that can be read: {reason}",
        zh="get_image({index!r})：该文件不是可读取的图片：{reason}",
    ),
    "sdk-file-undecodable": Text(
        en="get_file_bytes({index!r}): the file's data is no base64: {reason}",
        zh="get_file_bytes({index!r})：文件数据不是有效的 base64：{reason}",
    ),
}
