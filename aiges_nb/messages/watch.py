"""Texts of what a person sees of runs: on their way, in a table, side by side, kept."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

_WATCH: Mapping[str, Text] = {
    "watch-cancel": Text("Cancel:", "取消："),
    "watch-timeout": Text("Time is up:", "已超时："),
    "watch-step-asked": Text("asked", "已请求"),
    "watch-step-pressed": Text("pressed", "已催停"),
    "watch-step-killed": Text("killed", "强行终止"),
    "watch-step-holding-on": Text("holds on", "仍未停下"),
    "watch-ended-asked": Text("stopped when asked", "收到请求后停止"),
    "watch-ended-pressed": Text("stopped when pressed", "被催停"),
    "watch-ended-holding-on": Text("held on, then stopped", "拖延后停止"),
    "watch-ended-killed": Text("worker killed", "工作进程已被终止"),
    "watch-left": Text("{time} left", "剩余 {time}"),
    "watch-left-estimated": Text("about {time} left, going by earlier runs", "按以往运行估计，约剩 {time}"),
    "watch-estimated": Text(
        "Estimated from the durations of earlier runs; the code itself tells no progress.",
        "根据以往运行的用时估计；代码本身没有报告进度。",
    ),
    "watch-force": Text("Force", "强制停止"),
    "watch-force-tip": Text(
        "Do not wait for the code: press at once, and kill the worker.",
        "不再等待代码自行停止：立即催停，并终止工作进程。",
    ),
    "where-kernel": Text("kernel", "内核"),
    "where-worker": Text("worker", "工作进程"),
    "job-column-progress": Text("progress", "进度"),
    "job-column-where": Text("where", "位置"),
    "job-pinned": Text("kept as a golden case", "已固定为黄金用例"),
    "watch-until-then": Text("What had come until then", "停止前已得到的部分结果"),
    "watch-partial": Text("So far", "目前结果"),
    "watch-worker": Text("Run in a worker", "在工作进程中运行"),
    "watch-worker-tip": Text(
        "The run above holds on to the kernel's thread. A worker is a process of its own, which a cancel can kill.",
        "上一次运行仍占用内核线程。工作进程是独立进程，取消时可以终止。",
    ),
}

_COMPARE: Mapping[str, Text] = {
    "compare-left": Text("first", "前者"),
    "compare-right": Text("second", "后者"),
    "compare-fact-id": Text("run", "运行"),
    "compare-fact-state": Text("state", "状态"),
    "compare-fact-service": Text("service", "服务"),
    "compare-fact-started": Text("started", "开始"),
    "compare-fact-duration": Text("took", "用时"),
    "compare-fact-where": Text("where", "位置"),
    "compare-fact-as": Text("called as", "调用约定"),
    "compare-fact-code": Text("code", "代码"),
    "compare-partial": Text("partial result", "部分结果"),
    "compare-equal": Text("Both gave the same.", "两者结果相同。"),
    "compare-different": Text("They differ.", "两者结果不同。"),
    "compare-same": Text("the same, {size}", "相同，{size}"),
    "compare-only": Text("only in the {side}", "仅{side}有"),
    "compare-places": Text("differs in {count} places", "{count} 处不同"),
    "compare-pixels": Text("pixels differ by {share} of full scale", "像素平均相差满量程的 {share}"),
    "compare-sizes": Text("different: {left} and {right}", "不同：{left} 与 {right}"),
    "compare-place": Text("place", "位置"),
    "compare-delta": Text("difference", "差值"),
    "compare-missing": Text("(missing)", "（缺）"),
    "compare-more": Text("… and more.", "……还有更多。"),
    "compare-where": Text("Where they differ", "差异所在"),
    "compare-errors": Text("Errors", "错误"),
    "compare-no-error": Text("no error", "没有错误"),
}

_PIN: Mapping[str, Text] = {
    "pin-title": Text("{name} kept as a golden case", "已固定为黄金用例：{name}"),
    "pin-replaced": Text(
        "{name} kept as a golden case, in place of the earlier one", "已固定为黄金用例：{name}（替换了原有用例）"
    ),
    "pin-fact-run": Text("run", "运行"),
    "pin-fact-folder": Text("folder", "文件夹"),
    "pin-fact-files": Text("files", "文件"),
    "pin-name": Text(
        "{name!r} cannot name a golden case.",
        "{name!r} 不能作为黄金用例的名称。",
        "Use letters, digits, '_', '.' and '-', not beginning with 'sample': those are the export's own.",
        "请使用字母、数字、'_'、'.' 和 '-'，且不要以 'sample' 开头（该前缀由导出使用）。",
    ),
    "pin-no-answer": Text(
        "Run {run_id} is {state}: it gave no answer that could be kept.",
        "运行 {run_id} 的状态为 {state}，没有可固定的结果。",
        "Pin a run that succeeded, or one that answered an error code of its own.",
        "请固定一个成功的运行，或由封装类自己返回错误码的运行。",
    ),
    "pin-not-kept": Text(
        "Not everything that run {run_id} took and gave is kept in the job store: it was too large.",
        "运行 {run_id} 的输入或结果过大，任务库没有完整保存。",
        "Pin a run with smaller inputs.",
        "请固定一个输入更小的运行。",
    ),
    "pin-no-source": Text(
        "There is no file {source}.", "文件 {source} 不存在。", "Give the notebook's path.", "请给出 notebook 的路径。"
    ),
    "pin-no-notebook": Text(
        "Nobody knows which notebook run {run_id} belongs to.",
        "不知道运行 {run_id} 属于哪个 notebook。",
        "Name it: aiges_nb.pin(run, source='notebook.ipynb').",
        "请指明：aiges_nb.pin(run, source='notebook.ipynb')。",
    ),
    "pin-other-class": Text(
        "Run {run_id} is one of {name}, which this notebook does not define.",
        "运行 {run_id} 属于类 {name}，当前 notebook 没有定义该类。",
        "Pin it in its own notebook, or name that: aiges_nb.pin(run, source='notebook.ipynb').",
        "请在其所在的 notebook 中固定，或指明：aiges_nb.pin(run, source='notebook.ipynb')。",
    ),
    "pin-misfit": Text(
        "The golden case {name} no longer fits what the class declares: {reason}",
        "黄金用例 {name} 与类的声明不再相符：{reason}",
        "Pin a new run under the same name, or delete the case's folder.",
        "请以相同名称固定一个新的运行，或删除该用例的文件夹。",
    ),
    "pin-differs": Text(
        "The golden case {name} no longer gets its answer: {detail}.",
        "黄金用例 {name} 得到的结果与固定时不同：{detail}。",
        "Mend the code; or, where the new answer is right, pin a new run under the same name.",
        "请修正代码；若新结果才是正确的，请以相同名称重新固定。",
    ),
}

TEXTS: Mapping[str, Text] = {**_WATCH, **_COMPARE, **_PIN}
