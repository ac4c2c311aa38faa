"""Texts of the workflows, magics and the command line."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

_SUBJECT: Mapping[str, Text] = {
    "no-service-class": Text(
        en="{name} is no service class.",
        zh="{name} 不是服务类。",
        hint_en="Give a class with wrapperOnceExec (AIGES) or process (CodeProject.AI).",
        hint_zh="请给出带有 wrapperOnceExec（AIGES）或 process（CodeProject.AI）的类。",
    ),
    "no-live-class": Text(
        en="This session has no wrapper class yet.",
        zh="当前会话中还没有封装类。",
        hint_en="Run the cell that defines it first, or name a notebook: aiges_nb.run('notebook.ipynb').",
        hint_zh="请先运行定义它的单元格，或给出 notebook：aiges_nb.run('notebook.ipynb')。",
    ),
    "unknown-live-class": Text(
        en="There is no wrapper class {name!r} in this session; it has: {known}.",
        zh="当前会话中没有封装类 {name!r}；现有：{known}。",
        hint_en="Check the spelling, or run the cell that defines it.",
        hint_zh="请检查拼写，或先运行定义它的单元格。",
    ),
    "unknown-live-class-none": Text(
        en="{name!r} is neither a wrapper class of this session nor a file.",
        zh="{name!r} 既不是当前会话中的封装类，也不是文件。",
        hint_en="Run the cell that defines it first, or give the path of a notebook.",
        hint_zh="请先运行定义它的单元格，或给出 notebook 的路径。",
    ),
    "no-live-source": Text(
        en="The source of {name} is not known here: it was not defined in a notebook cell.",
        zh="这里不知道 {name} 的源代码：它不是在 notebook 单元格中定义的。",
        hint_en="Give the file that holds it: source='notebook.ipynb'.",
        hint_zh="请给出它所在的文件：source='notebook.ipynb'。",
    ),
    "no-live-class-for-kernel": Text(
        en="{source} is a file; only a class of this session can run in the kernel.",
        zh="{source} 是文件；只有当前会话中的类才能在内核中运行。",
        hint_en="Leave where out, or use where='worker'.",
        hint_zh="请省略 where，或使用 where='worker'。",
    ),
    "folder-no-package": Text(
        en="{folder} is a folder without MANIFEST.json, so no exported package.",
        zh="{folder} 是一个没有 MANIFEST.json 的文件夹，不是导出的包。",
        hint_en="Give a notebook (.ipynb), a script with '# %%' cells (.py) or a folder that export wrote.",
        hint_zh="请给出 notebook（.ipynb）、带 '# %%' 单元格的脚本（.py），或 export 写出的文件夹。",
    ),
    "package-unreadable": Text(
        en="The package {folder} cannot be read: {reason}.",
        zh="无法读取包 {folder}：{reason}。",
        hint_en="Export it again.",
        hint_zh="请重新导出。",
    ),
}

_RUN: Mapping[str, Text] = {
    "bad-timeout": Text(
        en="timeout is {value!r}.",
        zh="timeout 为 {value!r}。",
        hint_en="Give seconds, more than 0.",
        hint_zh="请给出大于 0 的秒数。",
    ),
    "unknown-convention": Text(
        en="There is no calling convention {name!r}.",
        zh="没有名为 {name!r} 的调用约定。",
        hint_en="Use one of: {known}.",
        hint_zh="可用：{known}。",
    ),
    "unknown-level": Text(
        en="There is no verification level {name!r}.",
        zh="没有名为 {name!r} 的验证级别。",
        hint_en="Use one of: {known}.",
        hint_zh="可用：{known}。",
    ),
    "needs-pandas": Text(
        en="The history is a DataFrame, and pandas is not installed.",
        zh="历史记录以 DataFrame 给出，但没有安装 pandas。",
        hint_en="Install it (pip install pandas), or use aiges_nb.jobs().",
        hint_zh="请安装（pip install pandas），或使用 aiges_nb.jobs()。",
    ),
    "run-ambiguous": Text(
        en="Several runs begin with {run_id}.",
        zh="有多个运行以 {run_id} 开头。",
        hint_en="Give more of the id.",
        hint_zh="请写出更多位。",
    ),
    "no-jobs": Text(en="No runs.", zh="没有运行记录。"),
    "job-column-id": Text(en="run", zh="运行"),
    "job-column-state": Text(en="state", zh="状态"),
    "job-column-service": Text(en="service", zh="服务"),
    "job-column-started": Text(en="started", zh="开始"),
    "job-column-duration": Text(en="took", zh="用时"),
    "cancel-asked": Text(
        en="{run_id} was asked to stop; it is {state}.", zh="已请求停止 {run_id}；当前状态：{state}。"
    ),
    "cancel-too-late": Text(en="{run_id} has ended already: {state}.", zh="{run_id} 已经结束：{state}。"),
}

_CHECK: Mapping[str, Text] = {
    "check-title": Text(en="{name} checked", zh="{name} 检查结果"),
    "check-replayed": Text(en="declared samples, called by {caller}", zh="以声明的样例，由{caller}调用"),
    "caller-local": Text(en="the SDK's run()", zh="SDK 的 run()"),
    "caller-loader": Text(en="the C++ loader", zh="C++ 加载器"),
    "caller-grpc": Text(en="the SDK's gRPC server", zh="SDK 的 gRPC 服务"),
    "replay-no-sample": Text(
        en="The class could not be tried: {reason}.",
        zh="无法试运行该类：{reason}。",
        hint_en="Declare a sample (path= or value=) or a default; then check and export run it.",
        hint_zh="请声明样例（path= 或 value=）或默认值，check 与 export 就能试运行。",
    ),
    "replay-failed": Text(
        en="The declared samples fail: {reason}",
        zh="用声明的样例运行失败：{reason}",
        hint_en="Mend the line, or the sample.",
        hint_zh="请修正该行代码或样例。",
    ),
    "replay-own-error": Text(
        en="The declared samples are answered with the error {error_code}: {reason}",
        zh="声明的样例得到错误 {error_code}：{reason}",
        hint_en="Declare samples that succeed, so that the package can be proven with them.",
        hint_zh="请声明能成功的样例，这样才能用它验证导出的包。",
    ),
    "replay-only-fails": Text(
        en="Called by {caller}, the declared samples fail although run() succeeds: {reason}",
        zh="由{caller}调用时，声明的样例会失败，而 run() 能成功：{reason}",
        hint_en="An exported package turns parameters back into their declared types, so it may hold; a wrapper.py "
        "copied by hand does not. Convert what you read: int(params['n']), and give missing keys a default.",
        hint_zh="导出的包会把参数转换回声明的类型，因此可以运行；手工复制的 wrapper.py 则不行。"
        "请自行转换读到的值，例如 int(params['n'])，并为缺失的键给出默认值。",
    ),
    "replay-differs": Text(
        en="Called by {caller}, the answer differs from run()'s: {detail}.",
        zh="由{caller}调用时，结果与 run() 不同：{detail}。",
        hint_en="Parameters come as text there, and without defaults; an exported package turns them back into their "
        "declared types. If the answer changes from run to run anyway, this is only that.",
        hint_zh="那里的参数是文本且没有默认值；导出的包会把它们转换回声明的类型。如果结果本来每次都不同，可忽略此项。",
    ),
    "class-not-loaded-here": Text(
        en="The class's own statements fail before it exists: {reason}",
        zh="类定义之前的语句执行失败：{reason}",
        hint_en="Mend the line; only the statements that the class needs were run.",
        hint_zh="请修正该行；这里只运行了该类需要的语句。",
    ),
}

_EXPORT: Mapping[str, Text] = {
    "export-title": Text(en="{name} exported", zh="{name} 已导出"),
    "export-fact-folder": Text(en="folder", zh="文件夹"),
    "export-fact-archive": Text(en="archive", zh="归档"),
    "export-fact-target": Text(en="for", zh="目标"),
    "export-fact-files": Text(en="files", zh="文件"),
    "export-fact-statements": Text(en="statements", zh="语句"),
    "export-fact-requirements": Text(en="requirements", zh="依赖"),
    "export-fact-golden": Text(en="golden cases", zh="黄金用例"),
    "export-files": Text(en="{count}, {size}", zh="{count} 个，{size}"),
    "export-statements": Text(en="{count} from {cells} cells", zh="{count} 条，来自 {cells} 个单元格"),
    "export-none": Text(en="none", zh="无"),
    "export-of-package": Text(
        en="{folder} is a package already.",
        zh="{folder} 本身已经是导出的包。",
        hint_en="Export from the notebook it came from.",
        hint_zh="请从它的来源 notebook 导出。",
    ),
    "bad-python-version": Text(
        en="{value!r} is no Python version that a package can be made for.",
        zh="{value!r} 不是可用的目标 Python 版本。",
        hint_en="Write it as 3.9.",
        hint_zh="请写成 3.9 这样的形式。",
    ),
    "sample-failed": Text(
        en="The class fails on its own declared samples: {reason}",
        zh="该类用自己声明的样例运行失败：{reason}",
        hint_en="Mend the line, or the sample; a package is exported only when its samples run.",
        hint_zh="请修正该行代码或样例；样例能运行时才会导出。",
    ),
    "sample-own-error": Text(
        en="The declared samples are answered with the error {error_code} ({reason}), so no golden case was recorded.",
        zh="声明的样例得到错误 {error_code}（{reason}），因此没有记录黄金用例。",
        hint_en="Declare samples that succeed, so that the package can be proven with them.",
        hint_zh="请声明能成功的样例，这样才能用它验证导出的包。",
    ),
    "sample-not-repeatable": Text(
        en="Run twice, the declared samples gave different answers ({detail}), so no golden case was recorded.",
        zh="两次运行声明的样例，结果不同（{detail}），因此没有记录黄金用例。",
        hint_en="Fix seeds and leave times out of the answer, if the package is to be proven by its answers.",
        hint_zh="若要用结果验证包，请固定随机种子，且不要在结果中包含时间。",
    ),
    "live-differs-from-file": Text(
        en="Statements that were executed and are not in {file} as it is saved: {count}.",
        zh="有 {count} 条已执行的语句不在已保存的 {file} 中。",
        hint_en="What was executed is exported. Save the notebook, and run changed cells again.",
        hint_zh="导出的是已执行的代码。请保存 notebook，并重新运行改动过的单元格。",
    ),
}

_CREATE: Mapping[str, Text] = {
    "create-name-once": Text(
        en="A name is needed, once.",
        zh="需要且只需要给出一次名称。",
        hint_en="Call aiges-nb create NAME.",
        hint_zh="用法：aiges-nb create NAME。",
    ),
    "create-bad-name": Text(
        en="{name!r} cannot be a service's name.",
        zh="{name!r} 不能作为服务名。",
        hint_en="Use letters, digits, '_' and '-', a letter first.",
        hint_zh="请使用字母、数字、'_' 和 '-'，并以字母开头。",
    ),
    "create-unknown-kind": Text(
        en="There is no kind of project {name!r}.",
        zh="没有名为 {name!r} 的项目类型。",
        hint_en="Use one of: {known}.",
        hint_zh="可用：{known}。",
    ),
    "create-place-taken": Text(
        en="{path} is there already.",
        zh="{path} 已经存在。",
        hint_en="Choose another name or path; nothing was written.",
        hint_zh="请换一个名称或路径；没有写入任何内容。",
    ),
    "create-not-written": Text(
        en="{path} cannot be written: {reason}.",
        zh="无法写入 {path}：{reason}。",
        hint_en="Choose another path with --path.",
        hint_zh="请用 --path 换一个路径。",
    ),
    "create-title": Text(en="{name} created", zh="{name} 已创建"),
    "create-next": Text(
        en="Try it:  jupyter lab {notebook}   or   aiges-nb run {notebook}",
        zh="试一试：jupyter lab {notebook}   或   aiges-nb run {notebook}",
    ),
}

_DOCTOR: Mapping[str, Text] = {
    "doctor-title": Text(en="This machine", zh="本机环境"),
    "doctor-python": Text(en="Python", zh="Python"),
    "doctor-state": Text(en="state folder", zh="状态文件夹"),
    "doctor-state-unwritable": Text(
        en="{folder} cannot be written ({reason}); set AIGES_NB_HOME to a folder that can.",
        zh="{folder} 不可写（{reason}）；请把 AIGES_NB_HOME 设为可写的文件夹。",
    ),
    "doctor-lab": Text(en="JupyterLab", zh="JupyterLab"),
    "doctor-kernel": Text(en="notebook kernel", zh="notebook 内核"),
    "doctor-kernel-missing": Text(
        en="no ipykernel; forms and magics need it: pip install 'aiges_nb[lab]'",
        zh="没有 ipykernel；表单与魔法命令需要它：pip install 'aiges_nb[lab]'",
    ),
    "doctor-lab-missing": Text(
        en="not installed; to work in a browser: pip install 'aiges_nb[lab]'",
        zh="未安装；如需在浏览器中使用：pip install 'aiges_nb[lab]'",
    ),
    "doctor-widgets": Text(en="form widgets", zh="表单控件"),
    "doctor-pandas": Text(en="history as a DataFrame", zh="DataFrame 形式的历史"),
    "doctor-package-missing": Text(
        en="{name} is not installed: pip install {name}",
        zh="未安装 {name}：pip install {name}",
    ),
    "doctor-uv": Text(en="fresh environments", zh="全新环境"),
    "doctor-uv-missing": Text(
        en="no uv; `verify --level clean` then uses venv and pip, which is slower: pip install uv",
        zh="没有 uv；`verify --level clean` 会改用较慢的 venv 与 pip：pip install uv",
    ),
    "doctor-target-python": Text(en="Python {version} (the AIGES image's)", zh="Python {version}（AIGES 镜像的版本）"),
    "doctor-target-python-missing": Text(
        en="not found; clean verification then proves on Python {here}, or with uv fetches one",
        zh="未找到；clean 级验证将在 Python {here} 上进行，或由 uv 获取",
    ),
    "doctor-targets": Text(en="export targets", zh="导出目标"),
    "doctor-sdk": Text(en="SDK: {name}", zh="SDK：{name}"),
    "doctor-sdk-absent": Text(
        en="not installed here, and not needed: the toolkit stands in, `verify --level clean` uses the real one",
        zh="此处未安装，也不需要：由本工具代替，`verify --level clean` 会使用真正的 SDK",
    ),
    "doctor-sdk-present": Text(
        en="{version} is installed here, so its own classes are used",
        zh="此处已安装 {version}，因此使用它自己的类",
    ),
    "doctor-node": Text(en="Node.js", zh="Node.js"),
    "doctor-node-missing": Text(
        en="not found; needed only to build the JupyterLab extension",
        zh="未找到；仅在构建 JupyterLab 扩展时需要",
    ),
    "doctor-browser": Text(en="Chromium", zh="Chromium"),
    "doctor-browser-missing": Text(
        en="not found; needed only for this project's own browser tests",
        zh="未找到；仅在运行本项目的浏览器测试时需要",
    ),
    "doctor-store": Text(en="job store", zh="任务库"),
}

_MAGIC: Mapping[str, Text] = {
    "magic-no-class": Text(
        en="The cell defines no wrapper class.",
        zh="该单元格没有定义封装类。",
        hint_en="Define a class with wrapperOnceExec (AIGES) or process (CodeProject.AI).",
        hint_zh="请定义带有 wrapperOnceExec（AIGES）或 process（CodeProject.AI）的类。",
    ),
    "magic-usage": Text(en="{reason}. Usage: {usage}", zh="{reason}。用法：{usage}"),
    "magic-quotes": Text(
        en="The line cannot be taken apart: {reason}.",
        zh="无法解析该行：{reason}。",
        hint_en="Close the quotes.",
        hint_zh="请补全引号。",
    ),
    "magic-word": Text(
        en="{word!r} is neither an option nor key=value.",
        zh="{word!r} 既不是选项，也不是 key=value。",
        hint_en="Write key=value, or key=@path for a file; only one class may be named.",
        hint_zh="请写成 key=value，文件写成 key=@path；只能写一个类名。",
    ),
    "magic-help-class": Text(en="The class; the one defined last when left out.", zh="类名；省略时为最后定义的类。"),
    "magic-help-values": Text(
        en="key=value, or key=@path for a file; none at all gives the form.",
        zh="key=value，文件写成 key=@path；一个都不给则显示表单。",
    ),
    "magic-help-wait": Text(en="Wait for the end.", zh="等待结束。"),
    "magic-help-where": Text(en="Run here, or in a process of its own.", zh="在内核中运行，或在单独的进程中运行。"),
    "magic-help-id": Text(
        en="The run's id, its beginning, or a variable that holds the run.",
        zh="运行编号或其开头几位，或保存该运行的变量。",
    ),
    "magic-help-route": Text(
        en="Which of several routes, by its name, route or command.", zh="有多个路由时选择哪一个（名称、路由或命令）。"
    ),
    "magic-help-pin-name": Text(
        en="What the golden case is called; the run's id by default.", zh="黄金用例的名称；默认为运行编号。"
    ),
}

_CLI: Mapping[str, Text] = {
    "cli-help": Text(
        en="Write an AIGES or CodeProject.AI service in a notebook; run, check, export and prove it. SRC is a notebook "
        "(.ipynb), a .py with '# %%' cells, or an exported package's folder; CLASS is needed only when SRC has several.",
        zh="在 notebook 中编写 AIGES 或 CodeProject.AI 服务，并运行、检查、导出和验证。SRC 可以是 notebook（.ipynb）、"
        "带 '# %%' 单元格的 .py，或导出的包的文件夹；只有 SRC 中有多个类时才需要 CLASS。",
    ),
    "cli-usage": Text(en="Usage:", zh="用法："),
    "cli-group-usage": Text(en="[OPTIONS] COMMAND ...", zh="[选项] 命令 ..."),
    "cli-options-metavar": Text(en="[OPTIONS]", zh="[选项]"),
    "cli-options": Text(en="Options", zh="选项"),
    "cli-commands": Text(en="Commands", zh="命令"),
    "cli-help-create": Text(
        en="A starter project: a notebook that runs, test data, README.",
        zh="创建起步项目：可运行的 notebook、测试数据、README。",
    ),
    "cli-help-contract": Text(en="What a class declares.", zh="显示类的声明。"),
    "cli-help-schema": Text(en="The schema derived from what a class declares.", zh="由声明生成 schema。"),
    "cli-help-check": Text(
        en="Every finding: declarations, code, and a replay as each loader calls it.",
        zh="检查声明与代码，并按每种加载器的方式重放。",
    ),
    "cli-help-run": Text(
        en="One run, with the declared samples for what is not given.", zh="运行一次；未给出的值用声明的样例。"
    ),
    "cli-help-preview": Text(
        en="What an export would take along and why; nothing is run.", zh="预览导出内容及原因，不运行任何代码。"
    ),
    "cli-help-export": Text(en="Write the package of a class.", zh="把类导出成包。"),
    "cli-help-verify": Text(
        en="Prove a package: run it as it would be deployed, compare its answers.",
        zh="验证包：按部署方式运行并比较结果。",
    ),
    "cli-help-jobs": Text(en="The newest runs, of every interface.", zh="列出最近的运行。"),
    "cli-help-status": Text(en="How one run stands.", zh="查看一次运行的状态。"),
    "cli-help-cancel": Text(en="Ask a run to stop, from any terminal.", zh="在任意终端请求停止一次运行。"),
    "cli-help-logs": Text(en="What the author's code printed in a run.", zh="查看运行中代码输出的日志。"),
    "cli-help-doctor": Text(en="What this machine has and lacks.", zh="检查本机环境。"),
    "magic-help-stop": Text(en="End the server of this session.", zh="停止此会话的服务器。"),
    "cli-help-serve": Text(en="The class behind HTTP, until Ctrl-C.", zh="以 HTTP 提供服务，直到按下 Ctrl-C。"),
    "cli-opt-host": Text(en="Address to listen on.", zh="监听地址。"),
    "cli-opt-port": Text(en="Port to listen on; 0 takes any that is free.", zh="监听端口；0 表示任选空闲端口。"),
    "cli-opt-token": Text(
        en="The token callers must send; made at random unless given here or as AIGES_NB_TOKEN.",
        zh="调用方须提供的令牌；未在此处或 AIGES_NB_TOKEN 中给出时随机生成。",
    ),
    "cli-opt-no-token": Text(en="Ask for no token.", zh="不要求令牌。"),
    "cli-opt-workers": Text(en="Worker processes, each with the model loaded.", zh="工作进程数，每个都会加载模型。"),
    "cli-opt-allow-host": Text(
        en="A further name the server answers to; again for several.", zh="服务器额外应答的主机名；可重复。"
    ),
    "cli-opt-serve-python": Text(
        en="Python of the workers, or of a module's folder.", zh="工作进程或模块文件夹所用的 Python。"
    ),
    "cli-opt-queue": Text(
        en="Calls that may wait before callers are told to come back.",
        zh="可排队等待的调用数；超出时请调用方稍后再试。",
    ),
    "cli-opt-serve-timeout": Text(en="Seconds one call may take.", zh="单次调用的时限（秒）。"),
    "cli-opt-json": Text(en="One JSON document on stdout.", zh="在标准输出给出一个 JSON 文档。"),
    "cli-opt-lang": Text(en="Language of what is said.", zh="提示语言。"),
    "cli-opt-quiet": Text(en="Only results and errors.", zh="只显示结果与错误。"),
    "cli-opt-verbose": Text(en="Tracebacks of this tool too.", zh="同时显示本工具的回溯。"),
    "cli-opt-version": Text(en="Show the version.", zh="显示版本。"),
    "cli-opt-help": Text(en="Show this help.", zh="显示帮助。"),
    "cli-opt-format": Text(en="Which document.", zh="文档格式。"),
    "cli-opt-schema-out": Text(en="Write it to a file.", zh="写入文件。"),
    "cli-opt-target": Text(en="Which kind of package.", zh="包的类型。"),
    "cli-opt-out": Text(en="The folder to write.", zh="要写入的文件夹。"),
    "cli-opt-archive": Text(en="Write the platform's archive beside it too.", zh="同时在旁边写出平台的归档文件。"),
    "cli-opt-python-version": Text(en="The Python that will run it, as 3.9.", zh="目标 Python 版本，如 3.9。"),
    "cli-opt-allow-secrets": Text(
        en="Export although something looks like a key or password.", zh="即使发现疑似密钥或密码也导出。"
    ),
    "cli-opt-freeze": Text(
        en="A trained object that becomes a file of the package; the cells that made it stay behind. Repeatable.",
        zh="把训练好的对象存成包内文件，生成它的单元格不带走；可重复使用。",
    ),
    "cli-opt-freeze-pickle": Text(
        en="Let pickle hold what no safe form does; reading such a file can run code.",
        zh="没有安全格式可用时允许 pickle；读取这种文件可能执行代码。",
    ),
    "cli-opt-force": Text(en="Put a folder that may not be replaced aside.", zh="把不能替换的文件夹移到一旁。"),
    "cli-opt-replay-timeout": Text(
        en="Seconds that each run of the samples may take.", zh="每次运行样例的时限（秒）。"
    ),
    "cli-opt-no-replay": Text(en="Do not run the declared samples.", zh="不运行声明的样例。"),
    "cli-opt-param": Text(en="A parameter, again and again.", zh="参数，可重复。"),
    "cli-opt-input": Text(en="An input: text, or @file; again and again.", zh="输入：文本或 @文件，可重复。"),
    "cli-opt-as": Text(en="Who the class believes calls it.", zh="以哪种调用约定调用。"),
    "cli-opt-timeout": Text(en="Seconds the run may take.", zh="运行时限（秒）。"),
    "cli-opt-run-out": Text(
        en="Write binary outputs as files into this folder.", zh="把二进制输出写成该文件夹中的文件。"
    ),
    "cli-opt-level": Text(
        en="A fresh interpreter, or a fresh environment with the real SDK.",
        zh="全新解释器，或装有真实 SDK 的全新环境。",
    ),
    "cli-opt-python": Text(en="The interpreter to prove it on.", zh="用于验证的解释器。"),
    "cli-opt-name": Text(en="The same as NAME.", zh="等同于 NAME。"),
    "cli-opt-kind": Text(en="Which platform.", zh="平台。"),
    "cli-opt-path": Text(en="Where the project's folder is made.", zh="在哪里创建项目文件夹。"),
    "cli-opt-limit": Text(en="How many.", zh="条数。"),
    "cli-opt-active": Text(en="Only runs that have not ended.", zh="只列出未结束的运行。"),
    "cli-opt-cancel-force": Text(en="End a worker at once.", zh="立即结束工作进程。"),
    "cli-opt-follow": Text(en="Go on until the run ends.", zh="持续输出直到运行结束。"),
    "cli-counts": Text(
        en="{errors} errors, {warnings} warnings, {notes} notes",
        zh="{errors} 个错误，{warnings} 个警告，{notes} 条提示",
    ),
    "cli-written": Text(en="Written: {path}", zh="已写入：{path}"),
    "cli-not-written": Text(en="(-o DIR writes it as a file)", zh="（用 -o DIR 可写成文件）"),
    "cli-run-failed": Text(en="{reason} (code {error_code}, {origin})", zh="{reason}（代码 {error_code}，{origin}）"),
    "cli-run-ended": Text(en="{state} · {duration} · {run_id}", zh="{state} · {duration} · {run_id}"),
    "cli-proven-on": Text(en="Python {python}, {sdk}.", zh="Python {python}，{sdk}。"),
    "cli-no-sdk": Text(en="without the platform's SDK", zh="未使用平台 SDK"),
    "cli-interrupted": Text(en="Interrupted.", zh="已中断。"),
    "cli-wrapper-failed": Text(en="The wrapper's own code failed: {reason}", zh="封装类自己的代码失败：{reason}"),
    "cli-broken": Text(
        en="This tool broke ({kind}: {reason}); -v shows where.", zh="本工具出错（{kind}：{reason}）；用 -v 查看位置。"
    ),
    "cli-see-help": Text(en="See '{command} --help'.", zh="参见 '{command} --help'。"),
    "cli-no-command": Text(en="There is no command {name!r}. Try: {known}.", zh="没有命令 {name!r}。可用：{known}。"),
    "cli-no-option": Text(en="There is no option {name}.", zh="没有选项 {name}。"),
    "cli-no-option-near": Text(
        en="There is no option {name}. Did you mean {near}?", zh="没有选项 {name}。是否想用 {near}？"
    ),
    "cli-missing": Text(en="{name} is missing.", zh="缺少 {name}。"),
    "cli-option-value": Text(
        en="Option {name} is used wrongly: it needs a value, or takes none.",
        zh="选项 {name} 用法有误：需要值，或不接受值。",
    ),
    "cli-bad-value": Text(en="{name}: {reason}.", zh="{name}：{reason}。"),
    "not-key-value": Text(
        en="{value!r} is no key=value.",
        zh="{value!r} 不是 key=value 的形式。",
        hint_en="Write -p key=value, or -i key=@file.",
        hint_zh="请写成 -p key=value 或 -i key=@file。",
    ),
    "key-twice": Text(
        en="{key} is given twice.",
        zh="{key} 给出了两次。",
        hint_en="Give it once.",
        hint_zh="请只给出一次。",
    ),
    "output-not-written": Text(
        en="{path} cannot be written: {reason}.",
        zh="无法写入 {path}：{reason}。",
        hint_en="Choose another folder with -o.",
        hint_zh="请用 -o 换一个文件夹。",
    ),
}

TEXTS: Mapping[str, Text] = {
    **_SUBJECT,
    **_RUN,
    **_CHECK,
    **_EXPORT,
    **_CREATE,
    **_DOCTOR,
    **_MAGIC,
    **_CLI,
}
