"""Texts of clients: generated ones, and a server used from here."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "client-language": Text(
        en="No client is written in {name!r}.",
        zh="不能生成 {name!r} 语言的客户端。",
        hint_en="Use one of: {known}.",
        hint_zh="可用：{known}。",
    ),
    "client-no-server": Text(
        en="Nothing that could be asked answers at {url}: {reason}.",
        zh="{url} 处没有可用的应答：{reason}。",
        hint_en="Start it with `aiges-nb serve`, and give its token (--token) if it asks for one.",
        hint_zh="请用 `aiges-nb serve` 启动服务；如需令牌，请用 --token 给出。",
    ),
    "client-no-contract": Text(
        en="What answers at {url} does not say what it declares, so it is no server of this toolkit.",
        zh="{url} 处的服务没有给出其声明，不是本工具的服务。",
        hint_en="Name the notebook or package it was made from instead, and its address with --url.",
        hint_zh="请改为给出它所来自的 notebook 或包，并用 --url 指明地址。",
    ),
    "cli-help-client": Text(
        en="A typed client for the class or server: one file of Python or JavaScript, or curl commands.",
        zh="为类或服务生成带类型的客户端：单个 Python 或 JavaScript 文件，或 curl 命令。",
    ),
    "cli-opt-client-lang": Text(
        en="Of the client: python, js or curl. Of what is said: en or zh.",
        zh="客户端：python、js 或 curl；提示语言：en 或 zh。",
    ),
    "cli-opt-client-out": Text(en="Write it to this file.", zh="写入该文件。"),
    "cli-opt-client-url": Text(en="Where the service will answer.", zh="服务的地址。"),
    "cli-opt-client-token": Text(en="The token that a server at SRC asks for.", zh="SRC 处服务所需的令牌。"),
}
