"""Texts of the Lab server's area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "preview-title": Text(en="What an export of {name} would take along", zh="导出 {name} 时将包含的内容"),
    "preview-fact-assets": Text(en="Files", zh="文件"),
    "browser-python": Text(
        en="This Python runs in the browser, where it can start neither threads nor processes.",
        zh="这个 Python 运行在浏览器中，无法启动线程或进程。",
        hint_en="Here contract, schema, preview, check without replay and Wrapper().run() work; run, export, verify "
        "and serve need Jupyter on a machine.",
        hint_zh="这里可以使用 contract、schema、preview、不重放的 check 和 Wrapper().run()；run、export、verify 和 serve "
        "需要在真正的机器上运行 Jupyter。",
    ),
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
    "lab-no-folder": Text(
        en="This Jupyter server serves no folder of its own machine, so its notebooks cannot be read as files.",
        zh="这个 Jupyter 服务器提供的不是本机文件夹，无法以文件方式读取其中的 notebook。",
        hint_en="Use the magics in the notebook, for example %aiges_export; they run in the kernel.",
        hint_zh="请在 notebook 中使用魔法命令，例如 %aiges_export；它们在内核中运行。",
    ),
    "lab-bad-path": Text(
        en="{path!r} is no path below the server's folder.",
        zh="{path!r} 不是服务器文件夹下的路径。",
        hint_en="Give a path with / between folders, counted from the folder that the file browser shows first.",
        hint_zh="请给出以 / 分隔的路径，从文件浏览器最上层的文件夹算起。",
    ),
    "lab-outside": Text(
        en="{path} lies outside the folder that this server serves.",
        zh="{path} 在服务器所提供的文件夹之外。",
        hint_en="Choose a folder below it, or use %aiges_export in the notebook.",
        hint_zh="请选择其中的文件夹，或在 notebook 中使用 %aiges_export。",
    ),
    "lab-not-there": Text(
        en="{path} is not there (any more).",
        zh="{path} 不存在（或已不在）。",
        hint_en="Save the notebook first; after a rename, open it again.",
        hint_zh="请先保存 notebook；若已改名，请重新打开。",
    ),
    "lab-out-holds-notebook": Text(
        en="The package cannot be written to {path}: the notebook itself is in it.",
        zh="不能把包写到 {path}：notebook 本身就在其中。",
        hint_en="Choose a folder of its own, for example package.",
        hint_zh="请选择一个单独的文件夹，例如 package。",
    ),
    "lab-no-kernel": Text(
        en="There is no kernel named {kernel!r} on this server.",
        zh="服务器上没有名为 {kernel!r} 的内核。",
        hint_en="Choose a kernel for the notebook (menu Kernel, Change Kernel).",
        hint_zh="请为 notebook 选择内核（菜单“内核”→“更改内核”）。",
    ),
    "lab-no-python": Text(
        en="The kernel {kernel!r} is not started by a Python interpreter (it starts {seen}).",
        zh="内核 {kernel!r} 不是由 Python 解释器启动的（启动程序为 {seen}）。",
        hint_en="Use the magics in the notebook instead, or a Python kernel.",
        hint_zh="请改用 notebook 中的魔法命令，或换用 Python 内核。",
    ),
    "lab-kernel-without": Text(
        en="The kernel's Python ({python}) has no aiges_nb.",
        zh="内核所用的 Python（{python}）没有安装 aiges_nb。",
        hint_en="Install it there: {python} -m pip install aiges_nb",
        hint_zh="请在其中安装：{python} -m pip install aiges_nb",
    ),
    "lab-not-started": Text(
        en="{program} could not be started: {reason}.",
        zh="无法启动 {program}：{reason}。",
        hint_en="Look whether the kernel's environment still exists.",
        hint_zh="请检查内核所在的环境是否仍然存在。",
    ),
    "lab-task-failed": Text(
        en="The command ended with code {exit_code}: {reason}",
        zh="命令以退出码 {exit_code} 结束：{reason}",
        hint_en="What it said is below.",
        hint_zh="命令的输出见下方。",
    ),
    "lab-task-timeout": Text(
        en="The command was ended: it took more than {limit_s} s.",
        zh="命令超过 {limit_s} 秒，已被终止。",
        hint_en="Run it in a terminal with aiges-nb, where it has no limit.",
        hint_zh="请在终端中用 aiges-nb 运行，那里没有时限。",
    ),
    "lab-task-too-much": Text(
        en="The command was ended: it answered more than {limit_mib} MiB.",
        zh="命令的输出超过 {limit_mib} MiB，已被终止。",
        hint_en="Run it in a terminal with aiges-nb.",
        hint_zh="请在终端中用 aiges-nb 运行。",
    ),
    "lab-too-many-tasks": Text(
        en="Several commands run already.",
        zh="已有多个命令在运行。",
        hint_en="Wait until one has ended, or stop one.",
        hint_zh="请等待其中一个结束，或停止一个。",
    ),
    "lab-no-task": Text(
        en="The server does not know this command (any more).",
        zh="服务器上没有（或已不再有）这个命令的记录。",
        hint_en="It was restarted since; begin again.",
        hint_zh="服务器在此期间重启过；请重新开始。",
    ),
    "lab-bad-kind": Text(
        en="{kind!r} is none of: {known}.",
        zh="{kind!r} 不在可选范围内：{known}。",
        hint_en="Reload the page; if this stays, the panel and the server are of different versions.",
        hint_zh="请刷新页面；若仍然出现，说明面板与服务器的版本不一致。",
    ),
    "lab-notebook-too-large": Text(
        en="The notebook's code has more than {limit} MiB.",
        zh="notebook 的代码超过 {limit} MiB。",
        hint_en="Move data out of the cells into files.",
        hint_zh="请把数据从单元格移到文件中。",
    ),
    "lab-upload-too-large": Text(
        en="The file has {size} bytes; at most {limit} GiB can be uploaded.",
        zh="文件有 {size} 字节；最多可上传 {limit} GiB。",
        hint_en="Copy it to the kernel's machine and give its path in the form.",
        hint_zh="请把它复制到内核所在的机器，并在表单中填写路径。",
    ),
    "lab-upload-no-room": Text(
        en="The disk of {folder} has no room for this file.",
        zh="{folder} 所在磁盘空间不足，放不下这个文件。",
        hint_en="Free some space, or set AIGES_NB_HOME to a folder on another disk and restart Jupyter.",
        hint_zh="请释放空间，或把 AIGES_NB_HOME 设为其他磁盘上的文件夹并重启 Jupyter。",
    ),
    "lab-no-upload": Text(
        en="The server does not know this upload (any more).",
        zh="服务器上没有（或已不再有）这次上传的记录。",
        hint_en="Choose the file again.",
        hint_zh="请重新选择文件。",
    ),
    "lab-upload-turn": Text(
        en="A piece of the file came out of turn: byte {offset}, expected {expected}.",
        zh="文件分片顺序不对：收到第 {offset} 字节，应为第 {expected} 字节。",
        hint_en="Choose the file again.",
        hint_zh="请重新选择文件。",
    ),
    "lab-broken": Text(
        en="The Lab server's part of aiges_nb failed: {reason}",
        zh="aiges_nb 的 Lab 服务器端出错：{reason}",
        hint_en="The server's log has the traceback.",
        hint_zh="完整的错误信息见服务器日志。",
    ),
}
