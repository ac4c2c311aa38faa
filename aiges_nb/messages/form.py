"""Texts of what is shown: outputs (`show-`), states (`state-`) and the form (`form-`)."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

_SHOW: Mapping[str, Text] = {
    "show-inputs": Text("Inputs", "输入"),
    "show-params": Text("Parameters", "参数"),
    "show-outputs": Text("Outputs", "输出"),
    "show-column-key": Text("Key", "键"),
    "show-column-type": Text("Type", "类型"),
    "show-column-limits": Text("Allowed", "取值"),
    "show-column-default": Text("Default", "默认"),
    "show-column-about": Text("About", "说明"),
    "show-required": Text("required", "必填"),
    "show-characters": Text("characters", "个字符"),
    "show-sample": Text("sample, {size}", "样例，{size}"),
    "show-sample-path": Text("sample {path}", "样例 {path}"),
    "show-errors": Text("Errors ({count})", "错误（{count}）"),
    "show-warnings": Text("Warnings ({count})", "警告（{count}）"),
    "show-notes": Text("Notes ({count})", "提示（{count}）"),
    "show-level-error": Text("error", "错误"),
    "show-level-warning": Text("warning", "警告"),
    "show-level-info": Text("note", "提示"),
    "show-no-findings": Text("Nothing to report.", "没有发现问题。"),
    "show-no-outputs": Text("The answer holds no output.", "响应中没有任何输出。"),
    "show-empty": Text("(empty)", "（空）"),
    "show-picture": Text("picture", "图片"),
    "show-thumbnail": Text("Shown smaller; the original has {size}.", "此处为缩小后的预览，原图 {size}。"),
    "show-unknown-bytes": Text("bytes of unknown kind", "未知格式的数据"),
    "show-not-shown": Text("{kind}, {size}; it cannot be shown here.", "{kind}，{size}，此处无法显示。"),
    "show-too-big": Text("{kind}, {size}; too big to show here.", "{kind}，{size}，过大，此处不显示。"),
    "show-rest": Text("All of it: {where}", "完整内容：{where}"),
    "show-cut-text": Text("The first {shown} of {total} characters.", "仅显示前 {shown} 个字符，共 {total} 个。"),
    "show-no-json": Text("Declared as JSON, but it is none: {reason}", "声明为 JSON，但内容不是 JSON：{reason}"),
    "show-more-items": Text("… and {count} more", "……还有 {count} 项"),
    "show-more-rows": Text("… and {count} more rows", "……还有 {count} 行"),
    "show-too-deep": Text("… nested deeper", "……嵌套过深，不再展开"),
    "show-error": Text("Error {code}", "错误 {code}"),
    "show-origin-wrapper": Text("from the wrapper's own code", "来自封装类自己的代码"),
    "show-origin-aiges": Text("from AIGES", "来自 AIGES 平台"),
    "show-origin-http": Text("from HTTP", "来自 HTTP"),
    "show-origin-aiges_nb": Text("from aiges_nb", "来自 aiges_nb"),
    "show-traceback": Text("Traceback", "错误堆栈"),
    "show-log": Text("Log ({count})", "日志（{count} 行）"),
    "show-log-cut": Text("{count} earlier lines are not shown.", "更早的 {count} 行未显示。"),
    "show-run-id": Text("run {id}", "运行 {id}"),
    "show-report-ok": Text("all well", "通过"),
    "show-report-failed": Text("needs mending", "未通过"),
}

_STATES: Mapping[str, Text] = {
    "state-queued": Text("Queued", "排队中"),
    "state-running": Text("Running", "运行中"),
    "state-succeeded": Text("Succeeded", "成功"),
    "state-failed": Text("Failed", "失败"),
    "state-cancelled": Text("Cancelled", "已取消"),
    "stage-waiting": Text("waiting for its turn", "等待前面的运行结束"),
    "stage-starting": Text("starting the wrapper", "正在初始化封装类"),
    "stage-asked": Text("asked to stop", "已请求停止"),
    "stage-pressed": Text("stopping", "正在停止"),
    "stage-holding-on": Text(
        "still in code that does not come back to Python; restart the kernel to end it",
        "仍停留在未返回 Python 的代码中；如需终止请重启内核",
    ),
    "stage-killed": Text("killed", "已强行终止"),
    "state-interrupted": Text("Interrupted", "已中断"),
}

_FORM: Mapping[str, Text] = {
    "form-run": Text("Run", "运行"),
    "form-cancel": Text("Cancel", "取消"),
    "form-cancelling": Text("Cancelling…", "正在取消……"),
    "form-route": Text("Route", "路由"),
    "form-upload": Text("Upload", "上传"),
    "form-clear": Text("Clear", "清除"),
    "form-clear-tip": Text(
        "Take this file away; a declared sample comes back.", "移除此文件；若声明了样例则恢复样例。"
    ),
    "form-path": Text("or a path on the kernel's machine", "或内核所在机器上的文件路径"),
    "form-limit": Text(
        "uploads up to {limit}, for bigger files give a path", "上传不超过 {limit}，更大的文件请填写路径"
    ),
    "form-not-set": Text("(not set)", "（不设置）"),
    "form-json": Text("JSON", "JSON"),
    "form-no-file": Text("no file yet", "尚未选择文件"),
    "form-long-sample": Text(
        "Empty: the declared sample of {count} characters is used.", "留空则使用声明的样例（{count} 个字符）。"
    ),
    "form-fix-first": Text("Nothing was run: see the marked fields.", "尚未运行：请先处理有标记的字段。"),
    "form-could-not-start": Text("The run could not start.", "无法开始运行。"),
    "form-how": Text(
        "The form needs a running kernel: run this cell again, or call {call}.",
        "表单需要正在运行的内核：请重新运行该单元格，或调用 {call}。",
    ),
    "form-no-route": Text("{name!r} is no route; there are {names}.", "没有路由 {name!r}；现有：{names}。"),
    "form-closed": Text(
        "The form is closed.", "表单已关闭。", "Run the cell again for a new one.", "重新运行该单元格即可得到新表单。"
    ),
}

TEXTS: Mapping[str, Text] = {**_SHOW, **_STATES, **_FORM}
