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
    "remote-lost": Text(
        en="The connection to {url} failed: {reason}.",
        zh="与 {url} 的连接失败：{reason}。",
        hint_en="See whether the server is still there; a job that it had accepted goes on without this run.",
        hint_zh="请检查服务是否仍在运行；它已接受的任务会继续进行。",
    ),
    "remote-no-cancel": Text(
        en="The wish to stop did not reach {url}: {reason}.",
        zh="停止请求未能送达 {url}：{reason}。",
        hint_en="Cancel once more, or stop the job at the server.",
        hint_zh="请再次取消，或在服务端停止该任务。",
    ),
    "remote-may-go-on": Text(
        en="{url} answers at once only and cannot be told to stop: its answer was thrown away.",
        zh="{url} 只支持一次性应答，无法通知其停止；其应答已被丢弃。",
        hint_en="The work was done there nevertheless.",
        hint_zh="但该次处理在服务端已经完成。",
    ),
    "remote-finding": Text(en="{words}", zh="{words}"),
    "remote-no-contract": Text(
        en="{url} does not say what it declares.",
        zh="{url} 没有给出其声明。",
        hint_en="Give the class it serves, or its notebook: connect(url, Wrapper) or connect(url, 'notebook.ipynb').",
        hint_zh="请给出它所提供的类或其 notebook：connect(url, Wrapper) 或 connect(url, 'notebook.ipynb')。",
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
    "cli-opt-client-token": Text(
        en="The token that a server at SRC asks for; AIGES_NB_TOKEN when left out and SRC is on this machine.",
        zh="SRC 处服务所需的令牌；未给出且 SRC 在本机时取 AIGES_NB_TOKEN。",
    ),
}
