"""Texts of the proof area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "proof-step-manifest": Text(en="files are as exported", zh="文件与导出时一致"),
    "proof-step-environment": Text(en="environment", zh="运行环境"),
    "proof-step-syntax": Text(en="syntax of the target Python", zh="目标 Python 的语法"),
    "proof-step-schema": Text(en="schema.json is the contract's", zh="schema.json 与契约一致"),
    "proof-step-contract": Text(en="the live class declares the same contract", zh="运行中的类声明了同样的契约"),
    "proof-step-sdk-run": Text(en="the SDK's own run()", zh="SDK 自带的 run()"),
    "proof-step-local": Text(en="golden cases, typed parameters", zh="黄金用例，带类型参数"),
    "proof-step-loader": Text(en="golden cases, rules of the C++ loader", zh="黄金用例，C++ 加载器规则"),
    "proof-step-http-serve": Text(en="the package's own server starts and is ready", zh="包自带的服务启动并就绪"),
    "proof-step-http-token": Text(en="nobody without the token", zh="无令牌者不得调用"),
    "proof-step-http": Text(en="golden cases over HTTP", zh="黄金用例，通过 HTTP"),
    "proof-step-http-jobs": Text(en="golden cases as jobs", zh="黄金用例，作为任务"),
    "proof-step-http-end": Text(en="it ends when it is asked to", zh="收到请求后正常结束"),
    "proof-step-pyaiges": Text(en="golden cases, pyaiges' gRPC server", zh="黄金用例，pyaiges 的 gRPC 服务"),
    "proof-step-pyaiges-read": Text(
        en="golden cases, pyaiges' gRPC server, answers read", zh="黄金用例，pyaiges 的 gRPC 服务，读取应答"
    ),
    "proof-step-grpc": Text(en="golden cases, gRPC server", zh="黄金用例，gRPC 服务"),
    "proof-step-module-rules": Text(en="the folder keeps the platform's rules", zh="目录符合平台规则"),
    "proof-step-module": Text(en="golden cases in the adapter", zh="黄金用例，直接调用适配器"),
    "proof-step-module-selftest": Text(en="the installer's self-test", zh="安装程序的自检"),
    "proof-step-module-host": Text(en="golden cases, hosted with the real SDK", zh="黄金用例，由真实 SDK 托管"),
    "proof-step-module-cancel": Text(en="a long command is cancelled", zh="取消长命令"),
    "proof-no-long": Text(en="no golden case begins a long command", zh="没有启动长命令的黄金用例"),
    "proof-no-server": Text(
        en="hosting needs the extra: pip install 'aiges_nb[serve]'",
        zh="托管需要额外依赖：pip install 'aiges_nb[serve]'",
    ),
    "proof-module-failed": Text(
        en="The adapter does not come up: {reason}",
        zh="适配器无法启动：{reason}",
        hint_en="It came up in the notebook: compare what is installed and which files are there.",
        hint_zh="它在 notebook 中可以启动：请比较已安装的包与现有文件。",
    ),
    "proof-selftest": Text(
        en="`--selftest` ended with code {code}:\n{reason}",
        zh="`--selftest` 以代码 {code} 结束：\n{reason}",
        hint_en="The installer runs it at the end; a module that fails it is not started.",
        hint_zh="安装程序最后会运行自检；未通过的模块不会启动。",
    ),
    "proof-not-cancelled": Text(
        en="The long command goes on {seconds} s after cancel_command.",
        zh="调用 cancel_command {seconds} 秒后，长命令仍在运行。",
        hint_en="Look at progress.cancelled, or let cancel_command_task set an Event that the loop reads.",
        hint_zh="请检查 progress.cancelled，或让 cancel_command_task 设置循环所读取的 Event。",
    ),
    "proof-slow-cancel": Text(
        en="The long command ended {seconds} s after cancel_command; clients wait about a second.",
        zh="长命令在 cancel_command 之后 {seconds} 秒才结束；客户端大约只等一秒。",
        hint_en="Ask more often whether it is to stop.",
        hint_zh="请更频繁地检查是否应停止。",
    ),
    "module-rule-settings": Text(
        en="{place}: it cannot be read as one module's settings: {reason}",
        zh="{place}：无法作为单个模块的设置读取：{reason}",
    ),
    "module-rule-id": Text(
        en="{place}: the installer cannot read the id {value!r}.",
        zh="{place}：安装程序无法读取标识 {value!r}。",
        hint_en="Begin it with a letter or _; letters, digits and _ follow.",
        hint_zh="请以字母或 _ 开头，后接字母、数字和 _。",
    ),
    "module-rule-missing": Text(en="{place}: it is missing.", zh="{place}：缺失。"),
    "module-rule-flat": Text(
        en="{place}: it stands where servers before 2.4.1 looked; this layout is rewritten and loses settings.",
        zh="{place}：位于 2.4.1 之前服务器使用的位置；这种布局会被改写并丢失设置。",
    ),
    "module-rule-choice": Text(
        en="{place}: expected one of {known}, got {value!r}.", zh="{place}：应为 {known} 之一，实为 {value!r}。"
    ),
    "module-rule-scalar": Text(
        en="{place}: a variable is text, a number or a flag.", zh="{place}：变量只能是文本、数字或布尔值。"
    ),
    "module-rule-file": Text(
        en="{place}: {value!r} is no file inside the module.", zh="{place}：{value!r} 不是模块内的文件。"
    ),
    "module-rule-release": Text(
        en="{place}: release {value!r} needs a numeric version and a range of two server versions.",
        zh="{place}：发行版 {value!r} 需要数字版本号以及由两个服务器版本组成的范围。",
    ),
    "module-rule-unreleased": Text(
        en="{place}: version {value!r} must be the newest release listed; the server would take another.",
        zh="{place}：版本 {value!r} 必须是列出的最新发行版，否则服务器会采用另一个。",
    ),
    "module-rule-route": Text(
        en="{place}: the route {value!r} is reserved, repeated or begins or ends with a slash.",
        zh="{place}：路由 {value!r} 被保留、重复，或以斜杠开头或结尾。",
    ),
    "module-rule-command": Text(
        en="{place}: the SDK keeps the command {value!r} for itself.", zh="{place}：命令 {value!r} 由 SDK 保留。"
    ),
    "module-rule-param": Text(en="{place}: it needs a Name and a Type.", zh="{place}：需要 Name 和 Type。"),
    "module-rule-number": Text(
        en="{place}: the default or bounds of {value!r} are no numbers in order.",
        zh="{place}：{value!r} 的默认值或上下限不是有序的数字。",
    ),
    "module-rule-script": Text(
        en="{place}: it must begin with #! and have the line ends of Unix.",
        zh="{place}：必须以 #! 开头并使用 Unix 换行。",
    ),
    "module-rule-marker": Text(
        en="{place}: this marker and its end must each stand once on a line of its own, with something between.",
        zh="{place}：该标记及其结束标记必须各独占一行、各出现一次，且中间有内容。",
    ),
    "proof-rule-stream-untried": Text(en="sessions not tried here", zh="个会话未在此尝试"),
    "proof-rule-bytes": Text(en="equal in bytes", zh="个字节相同"),
    "proof-rule-json": Text(en="equal as JSON", zh="个 JSON 相同"),
    "proof-rule-image": Text(en="equal as pictures", zh="个图像相同"),
    "proof-rule-needs-config": Text(en="not compared, no config was given", zh="个未比较（未提供配置）"),
    "proof-files": Text(en="{count} files", zh="{count} 个文件"),
    "proof-new": Text(en="new", zh="新建"),
    "proof-kept": Text(en="kept from before", zh="沿用已有"),
    "proof-loaded": Text(en="loaded and initialised, no case to replay", zh="已加载并初始化，没有可重放的用例"),
    "proof-holds": Text(en="{name} holds.", zh="{name} 验证通过。"),
    "proof-holds-in-part": Text(
        en="{name} holds as far as it could be tried: {count} of {cases} golden cases could not be compared.",
        zh="{name} 在可尝试的范围内通过：{cases} 个黄金用例中有 {count} 个无法比较。",
    ),
    "proof-kind-unknown": Text(
        en="Nothing here knows how to run a package for {target!r}: only its files and their syntax were looked at.",
        zh="此处没有运行 {target!r} 包的方法：只检查了文件及其语法。",
        hint_en="The distribution that declares this target may also declare how to prove it (`aiges_nb.proofs`).",
        hint_zh="声明该目标的发行包也可以声明验证方法（`aiges_nb.proofs`）。",
    ),
    "proof-kind-broken": Text(
        en="What proves packages for {target!r} cannot be loaded: {reason}.",
        zh="无法加载 {target!r} 包的验证方法：{reason}。",
        hint_en="Update or remove the distribution that declares it.",
        hint_zh="请升级或卸载声明它的发行包。",
    ),
    "proof-fails": Text(en="{name} does not hold.", zh="{name} 验证未通过。"),
    "proof-no-sdk": Text(
        en="the real SDK is not installed here; --level clean runs it",
        zh="此处未安装真实 SDK；--level clean 会运行它",
    ),
    "proof-grpc-rules": Text(
        en="its rules only, the real SDK is not installed here", zh="仅按其规则，此处未安装真实 SDK"
    ),
    "proof-no-folder": Text(
        en="{folder!r} is no folder.",
        zh="{folder!r} 不是文件夹。",
        hint_en="Name the folder that `export -o` wrote.",
        hint_zh="请指定 `export -o` 写出的文件夹。",
    ),
    "proof-no-python": Text(
        en="{python!r} is no Python that starts.",
        zh="{python!r} 不是可启动的 Python。",
        hint_en="Name an interpreter with --python.",
        hint_zh="请用 --python 指定解释器。",
    ),
    "proof-environment-failed": Text(
        en="The environment for Python {python} could not be made: {reason}",
        zh="无法为 Python {python} 建立环境：{reason}",
        hint_en="Check the line it names in requirements.txt, and that the package index is reachable.",
        hint_zh="请检查 requirements.txt 中被指出的行，以及软件源是否可达。",
    ),
    "proof-other-python": Text(
        en="Proven on Python {python}; the target is Python {target}.",
        zh="在 Python {python} 上验证；目标是 Python {target}。",
        hint_en="Install it (`uv python install {target}`) and use --level clean, or name one with --python.",
        hint_zh="请安装它（`uv python install {target}`）并使用 --level clean，或用 --python 指定。",
    ),
    "proof-syntax": Text(
        en="Python {python} cannot read this: {reason}.",
        zh="Python {python} 无法解析：{reason}。",
        hint_en="Write it without newer syntax, or export for a newer Python.",
        hint_zh="请改用旧语法，或导出到更新的 Python。",
    ),
    "proof-schema-unreadable": Text(
        en="The schema cannot be read: {reason}.",
        zh="无法读取 schema：{reason}。",
        hint_en="Export again.",
        hint_zh="请重新导出。",
    ),
    "proof-schema-differs": Text(
        en="schema.json is not what the contract gives.",
        zh="schema.json 与契约不符。",
        hint_en="Export again with this version of aiges_nb.",
        hint_zh="请用当前版本的 aiges_nb 重新导出。",
    ),
    "proof-schema-answer": Text(
        en="schema() answers something other than schema.json ({convention}).",
        zh="schema() 的返回与 schema.json 不同（{convention}）。",
        hint_en="Do not define schema() in the class.",
        hint_zh="请勿在类中定义 schema()。",
    ),
    "proof-not-served": Text(
        en="The package's own server does not serve: {reason}",
        zh="包自带的服务无法提供服务：{reason}",
        hint_en="Start it by hand as the README says to see all of it.",
        hint_zh="可按 README 手动启动以查看完整输出。",
    ),
    "proof-probe": Text(
        en="{path} answers {status} instead of 200: a cluster would never send it a call.",
        zh="{path} 返回 {status} 而不是 200：集群不会向它转发请求。",
        hint_en="Look at what wrapperInit does: the server is ready when it has come back with 0.",
        hint_zh="请检查 wrapperInit：它返回 0 之后服务才就绪。",
    ),
    "proof-open": Text(
        en="{path} answers {status} to a caller without the token.",
        zh="{path} 对无令牌的调用者返回 {status}。",
        hint_en="Export again with this version of aiges_nb.",
        hint_zh="请用当前版本的 aiges_nb 重新导出。",
    ),
    "proof-end-code": Text(
        en="The server ended with code {code} after SIGTERM: {reason}",
        zh="服务在 SIGTERM 后以 {code} 退出：{reason}",
        hint_en="Look at what wrapperFini does.",
        hint_zh="请检查 wrapperFini。",
    ),
    "proof-version-answer": Text(
        en="The server tells version {seen!r}; declared is {wanted!r}.",
        zh="服务报告的版本是 {seen!r}，声明的是 {wanted!r}。",
        hint_en="Export again.",
        hint_zh="请重新导出。",
    ),
    "proof-contract-differs": Text(
        en="The live class declares another contract than MANIFEST.json: {where}",
        zh="运行中的类声明的契约与 MANIFEST.json 不同：{where}",
        hint_en="A declaration depends on the machine or on a file that did not travel; make it a constant.",
        hint_zh="某项声明依赖于本机或未随包的文件；请改为常量。",
    ),
    "proof-run-failed": Text(
        en="`python wrapper.py` ended with exit code {code}: {reason}",
        zh="`python wrapper.py` 以退出码 {code} 结束：{reason}",
        hint_en="Run it in the package's wrapper/ folder to see all of it.",
        hint_zh="可在包的 wrapper/ 文件夹中运行查看完整输出。",
    ),
    "proof-not-verified": Text(
        en="`python wrapper.py` did not say that it is verified: {reason}",
        zh="`python wrapper.py` 未报告验证通过：{reason}",
        hint_en="The SDK's check_resp refuses the answer; `aiges-nb check` says where.",
        hint_zh="SDK 的 check_resp 拒绝了该应答；`aiges-nb check` 会指出位置。",
    ),
    "proof-timeout": Text(
        en="{what} took longer than {seconds} s and was killed.",
        zh="{what} 超过 {seconds} 秒，已被终止。",
        hint_en="Look for something that waits: input, a lock, a service that does not answer.",
        hint_zh="请检查是否在等待：输入、锁或无响应的服务。",
    ),
    "proof-call-failed": Text(
        en="The package could not be called ({convention}):\n{reason}",
        zh="无法调用该包（{convention}）：\n{reason}",
        hint_en="What is missing there and present in the notebook: a module, a file, a name?",
        hint_zh="那里缺了笔记本里有的什么：模块、文件还是名称？",
    ),
    "proof-call-died": Text(
        en="The process ended with code {code} before it was done ({convention}): {reason}",
        zh="进程尚未完成就以 {code} 退出（{convention}）：{reason}",
        hint_en="A native library crashed, or the code ends the process itself.",
        hint_zh="可能是本地库崩溃，或代码自行结束了进程。",
    ),
    "proof-init-code": Text(
        en="wrapperInit answered {code} ({convention}): the loader would not start.",
        zh="wrapperInit 返回 {code}（{convention}）：加载器将无法启动。",
        hint_en="Return 0 when the service is ready; check the keys of its config.",
        hint_zh="就绪时应返回 0；请检查配置的键。",
    ),
    "proof-case-missing": Text(
        en="The case was not run ({convention}).",
        zh="该用例未运行（{convention}）。",
    ),
    "proof-case-raised": Text(
        en="The case raised ({convention}):\n{reason}",
        zh="该用例抛出异常（{convention}）：\n{reason}",
        hint_en="It answered in the notebook: compare what is installed and which files are there.",
        hint_zh="它在笔记本中能够应答：请比较安装的包和所需文件。",
    ),
    "proof-case-differs": Text(
        en="The case answers something else ({convention}): {detail}",
        zh="该用例的应答不同（{convention}）：{detail}",
        hint_en="If that is meant, pin the run anew and export; if it varies from run to run, fix its seed.",
        hint_zh="若是有意为之，请重新固定并导出；若每次不同，请固定随机种子。",
    ),
    "proof-needs-config": Text(
        en="The case could not be compared ({convention}): the class reads its config; only placeholders were given.",
        zh="该用例无法比较（{convention}）：类要读取配置，而此处只有占位符。",
        hint_en="Name a JSON file with the config's keys in the environment variable AIGES_NB_CONFIG.",
        hint_zh="请用环境变量 AIGES_NB_CONFIG 指定包含配置键的 JSON 文件。",
    ),
    "proof-no-cases": Text(
        en="The package has no golden case: that it runs is proven, what it answers is not.",
        zh="包中没有黄金用例：只验证了可运行，未验证应答内容。",
        hint_en="Declare samples for the inputs, or pin a run.",
        hint_zh="请为输入声明样例，或固定一次运行。",
    ),
    "config-unreadable": Text(
        en="{path}: the config that {variable} names cannot be read: {reason}.",
        zh="{path}：无法读取 {variable} 指定的配置：{reason}。",
    ),
    "config-no-object": Text(
        en="{path}: the config that {variable} names must be a JSON object, not {seen}.",
        zh="{path}：{variable} 指定的配置必须是 JSON 对象，而不是 {seen}。",
    ),
}
