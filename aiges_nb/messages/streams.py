"""Texts of sessions, asynchronous calls and resources."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "session-over": Text(
        en="The session {run_id} takes no more frames: {state}.",
        zh="会话 {run_id} 不再接收数据帧：{state}。",
        hint_en="Open another one.",
        hint_zh="请另开一个会话。",
    ),
    "create-no-handle": Text(
        en="wrapperCreate gave no handle ({seen}).",
        zh="wrapperCreate 没有给出句柄（{seen}）。",
        hint_en="Return a SessionCreateResponse with its handle set, or with error_code where no session is free.",
        hint_zh="请返回设置了 handle 的 SessionCreateResponse；没有空闲会话时设置 error_code。",
    ),
    "stream-no-end": Text(
        en="For {waited_s:g} s after the last frame nothing came that ends the session; {count} outputs came before.",
        zh="最后一帧之后 {waited_s:g} 秒内没有收到结束会话的输出；此前收到 {count} 个输出。",
        hint_en="Set status = 2 (DataEnd) on an output of the last answer, and hand it to callback(response, sid).",
        hint_zh="请在最后一次应答的某个输出上设置 status = 2（DataEnd），并通过 callback(response, sid) 交出。",
    ),
    "destroy-raised": Text(
        en="wrapperDestroy raised: {reason}.",
        zh="wrapperDestroy 抛出异常：{reason}。",
        hint_en="Let go of what the session held, and let nothing out.",
        hint_zh="请在其中释放会话占用的资源，不要抛出异常。",
    ),
    "stream-frames": Text(en="{number} frames", zh="{number} 帧"),
    "stream-no-hook": Text(
        en="The class has no {hook}.",
        zh="该类没有 {hook}。",
        hint_en="Inherit from WrapperBase and write it, or run the class without stream.",
        hint_zh="请继承 WrapperBase 并实现它，或不以流式方式运行。",
    ),
    "stream-not-this-class": Text(
        en="{name} takes no sessions: it defines neither wrapperCreate nor wrapperWrite.",
        zh="{name} 不支持会话：没有定义 wrapperCreate 和 wrapperWrite。",
        hint_en="Write both, or run it without stream.",
        hint_zh="请实现这两个方法，或不以流式方式运行。",
    ),
    "no-resources": Text(
        en="{name} loads no resources: it does not define wrapperLoadRes.",
        zh="{name} 不加载资源：没有定义 wrapperLoadRes。",
        hint_en="Write it, or leave --res out.",
        hint_zh="请实现它，或去掉 --res。",
    ),
    "resource-refused": Text(en="{hook} refused the resource {id}.", zh="{hook} 拒绝了资源 {id}。"),
    "cli-opt-res": Text(
        en="A personal resource for wrapperLoadRes, as ID=@FILE; may be given again.",
        zh="交给 wrapperLoadRes 的个性化资源，写成 ID=@文件；可多次给出。",
    ),
    "form-resource": Text(en="Resource (wrapperLoadRes)", zh="资源（wrapperLoadRes）"),
    "form-resource-help": Text(
        en="A file for wrapperLoadRes; its name without the ending is the id.",
        zh="交给 wrapperLoadRes 的文件；不带扩展名的文件名即为资源 id。",
    ),
    "run-workers": Text(
        en="workers is {value!r}; only a class of this session keeps worker processes of its own, 1 to {limit}.",
        zh="workers 为 {value!r}；只有当前会话中的类才能保留自己的 worker 进程，数量为 1 到 {limit}。",
        hint_en="Leave where out or set it to 'worker', or use map() for many rows of a file's class.",
        hint_zh="请省略 where 或设为 'worker'；若要对文件中的类处理多行数据，请用 map()。",
    ),
    "bad-frames": Text(
        en="Frames of {frame_bytes!r} bytes every {interval_s!r} s make no stream.",
        zh="无法按每 {interval_s!r} 秒 {frame_bytes!r} 字节切分数据帧。",
        hint_en="Give at least 1 byte, and 0 seconds or more.",
        hint_zh="请给出至少 1 字节，间隔不小于 0 秒。",
    ),
    "cli-opt-stream": Text(
        en="Run as a session: inputs cut into frames, answers as they come.",
        zh="以会话方式运行：输入按帧切分，应答逐帧返回。",
    ),
    "cli-opt-frame-bytes": Text(en="Bytes of sound a frame (1280).", zh="每帧音频的字节数（1280）。"),
    "cli-opt-interval": Text(en="Seconds between frames (0.04).", zh="帧间隔秒数（0.04）。"),
}
