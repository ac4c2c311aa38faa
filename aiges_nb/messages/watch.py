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
    "job-pinned": Text("kept as a golden case", "已固定为基准用例"),
    "watch-until-then": Text("What had come until then", "停止前已得到的部分结果"),
    "watch-partial": Text("So far", "目前结果"),
    "watch-worker": Text("Run in a worker", "在工作进程中运行"),
    "watch-worker-tip": Text(
        "The run above holds on to the kernel's thread. A worker is a process of its own, which a cancel can kill.",
        "上一次运行仍占用内核线程。工作进程是独立进程，取消时可以终止。",
    ),
}

TEXTS: Mapping[str, Text] = {**_WATCH}
