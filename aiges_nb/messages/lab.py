"""Texts of the Lab server's area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "lab-too-fast": Text(
        en="Too many requests at once.",
        zh="请求过于频繁。",
        hint_en="It goes on by itself in {wait_s} s.",
        hint_zh="{wait_s} 秒后会自动继续。",
    ),
    "lab-no-json": Text(
        en="The request's body is no JSON object.",
        zh="请求体不是 JSON 对象。",
        hint_en="Reload the page; if this stays, the panel and the server are of different versions.",
        hint_zh="请刷新页面；若仍然出现，说明面板与服务器的版本不一致。",
    ),
    "lab-bad-field": Text(
        en="The request's field {name!r} cannot be of type {seen}.",
        zh="请求字段 {name!r} 的类型不能是 {seen}。",
        hint_en="Reload the page; if this stays, the panel and the server are of different versions.",
        hint_zh="请刷新页面；若仍然出现，说明面板与服务器的版本不一致。",
    ),
    "lab-no-output": Text(
        en="Run {run_id} has no output number {number} in the store.",
        zh="任务库中，运行 {run_id} 没有编号为 {number} 的输出。",
        hint_en="Very large outputs are not kept; run it again and save them in the notebook.",
        hint_zh="过大的输出不会保留；请重新运行，并在 notebook 中保存。",
    ),
    "lab-broken": Text(
        en="The Lab server's part of aiges_nb failed: {reason}",
        zh="aiges_nb 的 Lab 服务器端出错：{reason}",
        hint_en="The server's log has the traceback.",
        hint_zh="完整的错误信息见服务器日志。",
    ),
}
