"""Texts of the invoke area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "wrapper-failed": Text(
        en="The wrapper failed with code {error_code} ({origin}): {text}",
        zh="封装类运行失败，错误码 {error_code}（来源：{origin}）：{text}",
    ),
    "command-status-raised": Text(
        en="command_status() failed: {exception}; clients of the platform would take the command for ended.",
        zh="command_status() 出错：{exception}；平台的客户端会误以为命令已经结束。",
        hint_en="Let it return a dict whatever the long method is doing.",
        hint_zh="请让它在长任务的任何阶段都返回字典。",
    ),
    "hook-beside-failed": Text(
        en="command_status() or cancel_command_task() failed; the long command goes on.",
        zh="command_status() 或 cancel_command_task() 出错；长任务仍在继续。",
    ),
    "hook-misfit": Text(
        en="{hook} asks for {name!r}, which no caller passes.",
        zh="{hook} 要求参数 {name!r}，但没有任何调用方会传入它。",
        hint_en="Give it a default, or take it out of the signature.",
        hint_zh="请给它一个默认值，或从签名中去掉。",
    ),
    "class-not-loaded": Text(
        en="The code ran, but there is no class {name!r} afterwards.",
        zh="代码已执行，但其中没有名为 {name!r} 的类。",
        hint_en="Check the class name, and that no statement deletes or replaces it.",
        hint_zh="请检查类名，并确认没有语句删除或替换它。",
    ),
    "init-raised": Text(
        en="wrapperInit did not succeed: {exception}",
        zh="wrapperInit 未成功：{exception}",
    ),
    "init-code": Text(
        en="wrapperInit returned {error_code}: the service does not start.",
        zh="wrapperInit 返回了 {error_code}：服务未启动。",
        hint_en="Return 0 when the service is ready.",
        hint_zh="服务就绪时应返回 0。",
    ),
    "init-code-text": Text(
        en="wrapperInit returned {error_code}: {words}",
        zh="wrapperInit 返回了 {error_code}：{words}",
    ),
    "init-no-code": Text(
        en="wrapperInit returned nothing; the C++ loader takes that for a failure.",
        zh="wrapperInit 没有返回值；C++ 加载器会把它视为失败。",
        hint_en="End wrapperInit with `return 0`.",
        hint_zh="请以 `return 0` 结束 wrapperInit。",
    ),
    "init-odd-code": Text(
        en="wrapperInit returned {value!r} ({type}); the C++ loader needs an int.",
        zh="wrapperInit 返回了 {value!r}（{type}）；C++ 加载器需要整数。",
        hint_en="End wrapperInit with `return 0`.",
        hint_zh="请以 `return 0` 结束 wrapperInit。",
    ),
    "run-goes-on": Text(
        en="Run {run_id} is still {state}.",
        zh="运行 {run_id} 仍处于 {state} 状态。",
    ),
    "run-cancelled": Text(en="Cancelled by request.", zh="已按请求取消。"),
    "run-was-cancelled": Text(en="Run {run_id} was cancelled by request.", zh="运行 {run_id} 已按请求取消。"),
    "run-timeout": Text(
        en="Out of time after {timeout_s} s.",
        zh="超过 {timeout_s} 秒的时限。",
        hint_en="Allow more time, or make the work shorter.",
        hint_zh="请放宽时限，或缩短任务。",
    ),
    "run-interrupted": Text(
        en="Run {run_id} broke off: the process that ran it is gone.",
        zh="运行 {run_id} 中断：执行它的进程已不存在。",
        hint_en="Start it again.",
        hint_zh="请重新运行。",
    ),
    "run-broke-off": Text(
        en="The wrapper's code broke off with {exception}",
        zh="封装类代码中断：{exception}",
    ),
    "run-holds-on": Text(
        en="Run {run_id} was asked to stop {waited_s} s ago and holds on: "
        "a thread in native or sleeping code cannot be stopped.",
        zh="{waited_s} 秒前已要求运行 {run_id} 停止，但它仍未停下：处于原生代码或休眠中的线程无法被终止。",
        hint_en="It ends when that call returns. In a worker (--where worker) it can be stopped for certain.",
        hint_zh="该调用返回后它才会结束。若要确保能终止，请在工作进程中运行（--where worker）。",
    ),
    "run-not-recorded": Text(
        en="Run {run_id} could not be written to the job store: {reason}",
        zh="运行 {run_id} 无法写入任务库：{reason}",
        hint_en="Its result is available here, but not from other terminals or later.",
        hint_zh="其结果在此处可用，但在其他终端或以后无法查看。",
    ),
    "queue-full": Text(
        en="Busy: {limit} runs are waiting behind {run_id} already.",
        zh="忙：已有 {limit} 个运行排在 {run_id} 之后。",
        hint_en="Wait for one to end, or cancel some.",
        hint_zh="请等待其中一个结束，或取消一些。",
    ),
    "backend-closed": Text(
        en="This class was replaced or closed; it takes no more runs.",
        zh="此类已被替换或关闭，不再接受运行。",
        hint_en="Run the newest definition of the class.",
        hint_zh="请运行该类的最新定义。",
    ),
    "worker-no-start": Text(
        en="The worker process did not start: {reason}",
        zh="工作进程未能启动：{reason}",
        hint_en="Check that {python} runs and has aiges_nb installed.",
        hint_zh="请确认 {python} 可以运行并已安装 aiges_nb。",
    ),
    "worker-ended-code": Text(
        en="The code ended its process with exit code {exit_code} (os._exit or a crash of a library).",
        zh="代码以退出码 {exit_code} 结束了进程（os._exit 或某个库崩溃）。",
        hint_en="The next run starts on a fresh worker.",
        hint_zh="下次运行会使用新的工作进程。",
    ),
    "worker-ended-signal": Text(
        en="The process of the code was ended by signal {signal}.",
        zh="代码所在进程被信号 {signal} 终止。",
        hint_en="A segmentation fault comes from native code. The next run starts on a fresh worker.",
        hint_zh="段错误来自原生代码。下次运行会使用新的工作进程。",
    ),
    "worker-ended-memory": Text(
        en="The process of the code was killed, most likely because the machine ran out of memory.",
        zh="代码所在进程被强制终止，很可能是内存不足。",
        hint_en="Use less memory, or a larger machine. The next run starts on a fresh worker.",
        hint_zh="请减少内存占用，或使用更大的机器。下次运行会使用新的工作进程。",
    ),
    "worker-load-timeout": Text(
        en="The worker did not finish loading the code within {timeout_s} s.",
        zh="工作进程未能在 {timeout_s} 秒内完成代码加载。",
        hint_en="Move slow work from the top level of the cells into wrapperInit.",
        hint_zh="请把单元格顶层的耗时工作移入 wrapperInit。",
    ),
    "worker-nonsense": Text(
        en="The worker process sent something that is no message: {reason}",
        zh="工作进程发来了无法识别的内容：{reason}",
    ),
}
