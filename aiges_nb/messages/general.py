"""Texts of what belongs to no single area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "sdk-name-missing": Text(
        en="{module} has no name {name!r} in this toolkit. Leave it out, or install the platform's own SDK "
        "(pip install {distribution}) and restart the kernel.",
        zh="本工具提供的 {module} 中没有 {name!r}。请去掉它，或安装平台自己的 SDK（pip install {distribution}）并重启内核。",
    ),
    "sdk-module-missing": Text(
        en="No module named {module!r} in this toolkit's stand-in for the platform's SDK. Leave it out, or install the SDK "
        "(pip install {distribution}) and restart the kernel.",
        zh="本工具代替平台 SDK 提供的模块中没有 {module!r}。请去掉它，或安装该 SDK（pip install {distribution}）并重启内核。",
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
    "sdk-no-listener": Text(
        en="callback(): nobody runs a session {sid!r}, so its result has no place to go.",
        zh="callback()：没有正在运行的会话 {sid!r}，结果无处可送。",
        hint_en="Run the class (%aiges_run, Wrapper().run(stream=True)), or call init_rq() first and read its queue.",
        hint_zh="请通过 %aiges_run 或 Wrapper().run(stream=True) 运行，或先调用 init_rq() 并读取其队列。",
    ),
    "sdk-results-full": Text(
        en="callback(): {limit} results wait in the queue of init_rq() and nobody reads them; this one is dropped.",
        zh="callback()：init_rq() 的队列里已有 {limit} 个结果无人读取，本结果被丢弃。",
    ),
    "sdk-no-pool": Text(
        en="session: there is no pool yet. Call self.session.init_handle_pool(mode, nums, YourThread) in wrapperInit.",
        zh="session：尚未建立会话池。请在 wrapperInit 中调用 self.session.init_handle_pool(mode, nums, 线程类)。",
    ),
    "sdk-pool-mode": Text(
        en="init_handle_pool: mode is 'thread' or 'process', got {mode!r}.",
        zh="init_handle_pool：mode 应为 'thread' 或 'process'，实际为 {mode!r}。",
    ),
    "sdk-pool-size": Text(
        en="init_handle_pool: expected 1 to {limit} sessions, got {nums}.",
        zh="init_handle_pool：会话数应为 1 到 {limit}，实际为 {nums}。",
    ),
    "sdk-pool-broken": Text(
        en="session: none of the pool's threads came up; the first one's error is the cause.",
        zh="session：会话池中没有一个线程成功启动；原因见首个线程的错误。",
    ),
    "sdk-session-broke": Text(
        en="session {handle}: its thread has ended with an error.",
        zh="会话 {handle}：其线程因错误结束。",
    ),
    "sdk-run-returned": Text(
        en="session {handle}: run() returned; on the platform this handle would never answer again. "
        "Let run() loop over self.in_q.get() while not self.is_stopping.",
        zh="会话 {handle}：run() 已返回；在平台上该句柄将不再应答。"
        "请让 run() 在 self.is_stopping 为假时循环读取 self.in_q.get()。",
    ),
    "sdk-stop-raised": Text(
        en="session {handle}: the thread's own stop() raised.",
        zh="会话 {handle}：线程自己的 stop() 抛出了异常。",
    ),
    "sdk-worker-broke": Text(
        en="worker {handle}: it has ended with an error.",
        zh="worker {handle}：因错误结束。",
    ),
    "sdk-worker-empty": Text(
        en="worker {handle}: nothing to run. Call register_infer_class(...) or register_infer_func(...) before start().",
        zh="worker {handle}：没有可运行的内容。请在 start() 之前调用 register_infer_class(...) 或 register_infer_func(...)。",
    ),
    "sdk-data-type": Text(
        en="setDataType: expected DataText (0), DataAudio (1), DataImage (2) or DataVideo (3), got {value!r}.",
        zh="setDataType：应为 DataText (0)、DataAudio (1)、DataImage (2) 或 DataVideo (3)，实际为 {value!r}。",
    ),
    "list-changed-in-place": Text(
        en="the outputs were added to the Response's list in place: the C++ loader hands out a copy and loses them, "
        "aiges adds them behind an empty one.",
        zh="输出是就地加入 Response 的 list 的：C++ 加载器给出的是副本，输出会丢失；aiges 会把它们加在一个空条目之后。",
        hint_en="Collect the outputs and write `res.list = [first, second]` once.",
        hint_zh="请先收集输出，再一次写成 `res.list = [第一个, 第二个]`。",
    ),
}
