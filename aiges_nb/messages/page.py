"""Texts of the server's test page; both languages travel with it, so that a click changes them."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "page-inputs": Text(en="Input", zh="输入"),
    "page-result": Text(en="Result", zh="结果"),
    "page-empty": Text(
        en="Fill in the form and run it; the answer appears here.", zh="填写表单并运行，结果会显示在这里。"
    ),
    "page-no-outputs": Text(en="It answered without any output.", zh="应答中没有输出。"),
    "page-no-fields": Text(en="This operation takes no input.", zh="该操作不需要输入。"),
    "page-run": Text(en="Run", zh="运行"),
    "page-running": Text(en="Running …", zh="运行中…"),
    "page-cancel": Text(en="Cancel", zh="取消"),
    "page-force": Text(en="Stop by force", zh="强制停止"),
    "page-asked": Text(en="asked to stop", zh="已请求停止"),
    "page-forced": Text(en="stopping by force", zh="正在强制停止"),
    "page-mode": Text(en="Call", zh="调用方式"),
    "page-mode-job": Text(en="as a job (progress, cancel)", zh="作为任务（进度、取消）"),
    "page-mode-once": Text(en="at once (the platform's answer)", zh="一次性（平台应答）"),
    "page-mode-session": Text(en="as a session (frames, WebSocket)", zh="作为会话（分帧，WebSocket）"),
    "page-frames": Text(en="frames sent", zh="帧已发送"),
    "page-first-of": Text(en="The first of {count} frames:", zh="共 {count} 帧，第一帧："),
    "page-no-curl": Text(
        en="A session goes over a WebSocket, which curl does not speak; see Python and JavaScript.",
        zh="会话通过 WebSocket 进行，curl 不支持；请看 Python 和 JavaScript。",
    ),
    "page-more-rows": Text(en="{count} more rows: see JSON or the download", zh="另有 {count} 行：见 JSON 或下载"),
    "page-drop": Text(en="Drop a file here, or click to choose one.", zh="将文件拖到此处，或点击选择。"),
    "page-sample": Text(en="sample", zh="样例"),
    "page-use-sample": Text(en="Use the sample", zh="使用样例"),
    "page-clear": Text(en="Clear", zh="清除"),
    "page-from-file": Text(en="Load from a file", zh="从文件读取"),
    "page-download": Text(en="Download", zh="下载"),
    "page-traceback": Text(en="Where in the code", zh="出错位置"),
    "page-look-at-fields": Text(
        en="The request does not fit; see the marked fields.", zh="请求有误，请查看标出的字段。"
    ),
    "page-no-server": Text(en="The server does not answer; it may have ended.", zh="服务没有应答，可能已停止。"),
    "page-ready": Text(en="ready", zh="就绪"),
    "page-not-ready": Text(en="not ready", zh="未就绪"),
    "page-no-answerer": Text(en="no answer", zh="无应答"),
    "page-eta": Text(en="{time} left", zh="剩余 {time}"),
    "page-request": Text(en="Request", zh="请求"),
    "page-answer": Text(en="Answer", zh="应答"),
    "page-no-answer": Text(en="Nothing answered yet.", zh="还没有应答。"),
    "page-copy": Text(en="Copy", zh="复制"),
    "page-copied": Text(en="Copied", zh="已复制"),
    "page-made": Text(en="Test page made from what the class declares", zh="由类的声明生成的测试页"),
    "page-theme-auto": Text(en="Theme: auto", zh="主题：自动"),
    "page-theme-light": Text(en="Theme: light", zh="主题：浅色"),
    "page-theme-dark": Text(en="Theme: dark", zh="主题：深色"),
    "page-log": Text(en="What the code printed", zh="代码的打印输出"),
    "page-stage-starting": Text(en="loading the model", zh="正在加载模型"),
    "page-stage-asked": Text(en="asked to stop", zh="已请求停止"),
    "page-stage-pressed": Text(en="interrupted, waiting for it to stop", zh="已中断，等待其停止"),
    "page-stage-killed": Text(en="its process is ended", zh="正在结束其进程"),
    "page-state-queued": Text(en="Waiting", zh="排队中"),
    "page-state-running": Text(en="Running", zh="运行中"),
    "page-state-succeeded": Text(en="Succeeded", zh="成功"),
    "page-state-failed": Text(en="Failed", zh="失败"),
    "page-state-cancelled": Text(en="Cancelled", zh="已取消"),
    "page-state-interrupted": Text(en="Interrupted", zh="已中断"),
    "page-type-text": Text(en="text", zh="文本"),
    "page-type-json": Text(en="JSON", zh="JSON"),
    "page-type-image": Text(en="picture", zh="图片"),
    "page-type-audio": Text(en="audio", zh="音频"),
    "page-type-video": Text(en="video", zh="视频"),
    "page-type-other": Text(en="file", zh="文件"),
    "page-kind-string": Text(en="text", zh="文本"),
    "page-kind-number": Text(en="number", zh="数值"),
    "page-kind-integer": Text(en="whole number", zh="整数"),
    "page-kind-boolean": Text(en="yes or no", zh="是或否"),
}
