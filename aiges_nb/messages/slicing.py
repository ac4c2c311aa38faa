"""Texts of the slicing area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    # requirements
    "requirement-ambiguous": Text(
        en="Several installed distributions give `import {module}`: {names}. {chosen} was taken.",
        zh="有多个已安装的发行包都提供 `import {module}`：{names}。已选用 {chosen}。",
        hint_en="If another one is meant, name it in a cell: `%pip install NAME`.",
        hint_zh="如果想用另一个，请在单元格里写明：`%pip install 包名`。",
    ),
    "requirement-not-from-index": Text(
        en="{name} {version} was installed from {origin}, not from a package index; the pin may find something else.",
        zh="{name} {version} 是从 {origin} 安装的，不是来自软件包索引；锁定的版本在索引上可能是别的内容，甚至不存在。",
        hint_en="Install a published release, or put its modules beside the notebook so that they are carried along.",
        hint_zh="请安装已发布的版本，或把它的模块放在 notebook 旁边，由导出一并带走。",
    ),
    "requirement-editable": Text(
        en="{name} {version} is an editable install of {origin}; the platform cannot install it from there.",
        zh="{name} {version} 是 {origin} 的可编辑安装；平台无法从那里安装它。",
        hint_en="Publish a release and install it, or put its modules beside the notebook so that they are "
        "carried along.",
        hint_zh="请发布并安装正式版本，或把它的模块放在 notebook 旁边，由导出一并带走。",
    ),
    "requirement-local-version": Text(
        en="{name} {version} has a local label that the package index does not know; pinned as {public}.",
        zh="{name} {version} 带有软件包索引上没有的本地标签；已锁定为 {public}。",
        hint_en="The index may serve another build ({public} with GPU support, say). To keep this build, add its "
        "vendor's `--extra-index-url` line and the full version to requirements.txt.",
        hint_zh="索引上的可能是另一种构建（例如带 GPU 支持的 {public}）。要保留当前构建，请在 requirements.txt 里"
        "加上厂商的 `--extra-index-url` 一行和完整版本号。",
    ),
    "requirement-index-password": Text(
        en="{name} was installed from an index whose address holds a password; `{option}` is not written to "
        "requirements.txt.",
        zh="{name} 的安装源地址里含有密码；`{option}` 不写入 requirements.txt。",
        hint_en="Give the platform's pip that address in its own configuration (PIP_EXTRA_INDEX_URL).",
        hint_zh="请在平台的 pip 配置里设置该地址（PIP_EXTRA_INDEX_URL）。",
    ),
    "requirement-replaced": Text(
        en="{name} {installed} is installed here but needs Python {requires}; for Python {python} it is "
        "pinned to {version}.",
        zh="这里安装的是 {name} {installed}，它要求 Python {requires}；针对 Python {python} 已锁定为 {version}。",
        hint_en="Verify with `--level clean`, or export for the Python you work with (`--python-version`).",
        hint_zh="请用 `--level clean` 验证，或用 `--python-version` 按你当前使用的 Python 导出。",
    ),
    "requirement-moved": Text(
        en="{name} {installed} does not go together with the other releases for Python {python}; pinned to {version}.",
        zh="{name} {installed} 与其他包针对 Python {python} 的版本不能共存；已锁定为 {version}。",
        hint_en="Verify with `--level clean`.",
        hint_zh="请用 `--level clean` 验证。",
    ),
    "requirement-unresolved": Text(
        en="{name} {installed} needs Python {requires}, the target is {python}, and the package index could not be "
        "asked ({detail}). The line says `{name}{specifier}` and leaves the choice to the install.",
        zh="{name} {installed} 要求 Python {requires}，而目标是 {python}，并且无法查询软件包索引（{detail}）。"
        "该行写成 `{name}{specifier}`，具体版本由安装时决定。",
        hint_en="Export again with a connection to get a pin, or export for another Python (`--python-version`).",
        hint_zh="请联网后重新导出以锁定版本，或用 `--python-version` 换一个目标 Python。",
    ),
    "requirement-no-release": Text(
        en="No release of {name} supports Python {python} together with the rest. {detail}",
        zh="{name} 没有能与其余部分一起支持 Python {python} 的版本。{detail}",
        hint_en="Export for another Python (`--python-version`), or do without {name}.",
        hint_zh="请用 `--python-version` 换一个目标 Python，或不使用 {name}。",
    ),
    "requirement-conflict": Text(
        en="The requirements do not go together on Python {python}: {detail}",
        zh="这些依赖在 Python {python} 上不能共存：{detail}",
        hint_en="Install releases that agree, or export for another Python (`--python-version`).",
        hint_zh="请安装彼此兼容的版本，或用 `--python-version` 换一个目标 Python。",
    ),
    "requirement-not-installed": Text(
        en="`import {module}` is not installed here; {name} was taken from an install line and could not be tried.",
        zh="这里没有安装 `import {module}`；{name} 取自安装命令，未能试运行。",
        hint_en="Run the install line, then export again to get a pin.",
        hint_zh="请先执行安装命令，再重新导出以锁定版本。",
    ),
    "requirement-optional-absent": Text(
        en="The optional `import {module}` is not installed here and is left out of requirements.txt.",
        zh="可选的 `import {module}` 在这里没有安装，未写入 requirements.txt。",
        hint_en="Install it and export again if the package should have it.",
        hint_zh="如果包里需要它，请安装后重新导出。",
    ),
    "requirement-unowned": Text(
        en="`import {module}` comes from {file}, which belongs to no installed distribution and no folder of "
        "the notebook.",
        zh="`import {module}` 来自 {file}，它既不属于任何已安装的发行包，也不在 notebook 的文件夹里。",
        hint_en="Put it beside the notebook so that it is carried along, or install it as a distribution.",
        hint_zh="请把它放到 notebook 旁边，由导出一并带走；或把它作为发行包安装。",
    ),
    "requirement-unknown-near": Text(
        en="No installed distribution gives `import {module}`. Did you mean {near}?",
        zh="没有已安装的发行包提供 `import {module}`。是不是 {near}？",
        hint_en="Install it (`%pip install {near}`) and export again.",
        hint_zh="请安装（`%pip install {near}`）后重新导出。",
    ),
    "requirement-unknown": Text(
        en="No installed distribution gives `import {module}`, so nothing can be written to requirements.txt for it.",
        zh="没有已安装的发行包提供 `import {module}`，因此无法为它写入 requirements.txt。",
        hint_en="Install what it comes from, name that in a `%pip install` line, or take the import out.",
        hint_zh="请安装它所属的包，或用 `%pip install` 写明，或去掉这条 import。",
    ),
    "requirement-newer-python": Text(
        en="`import {module}` is in the standard library from Python {since} on; the target is {python}.",
        zh="`import {module}` 从 Python {since} 起才属于标准库；目标是 {python}。",
        hint_en="Use a backport, or export for a newer Python (`--python-version`).",
        hint_zh="请使用移植包，或用 `--python-version` 按更新的 Python 导出。",
    ),
    "requirement-removed-module": Text(
        en="`import {module}` left the standard library with Python {since}; the target is {python}.",
        zh="`import {module}` 从 Python {since} 起已不在标准库中；目标是 {python}。",
        hint_en="Use its successor, or export for an older Python (`--python-version`).",
        hint_zh="请改用替代模块，或用 `--python-version` 按更旧的 Python 导出。",
    ),
    # assets
    "absolute-path": Text(
        en="{file} is an absolute path; it does not exist where the package runs.",
        zh="{file} 是绝对路径；在包运行的地方不存在。",
        hint_en="Put the file beside the notebook and open it by relative path, such as {name!r}.",
        hint_zh="请把文件放到 notebook 旁边，用相对路径打开，例如 {name!r}。",
    ),
    "asset-system-path": Text(
        en="{file} belongs to the machine; the package takes it for granted and does not carry it.",
        zh="{file} 属于系统；包默认它已存在，不会携带它。",
        hint_en="Make sure that the image has it, or put the file beside the notebook and open it by relative path.",
        hint_zh="请确认镜像里有它，或把文件放到 notebook 旁边并用相对路径打开。",
    ),
    "asset-home": Text(
        en="{file} lies in a home folder, which another user or a container does not have.",
        zh="{file} 位于用户主目录，其他用户或容器里没有它。",
        hint_en="Put the file beside the notebook and open it by relative path.",
        hint_zh="请把文件放到 notebook 旁边，用相对路径打开。",
    ),
    "asset-outside": Text(
        en="{file} leads out of the notebook's folder, so it cannot be mirrored in the package.",
        zh="{file} 指向 notebook 文件夹之外，无法收进包里。",
        hint_en="Move the file below the notebook's folder.",
        hint_zh="请把文件移到 notebook 文件夹里面。",
    ),
    "asset-link-outside": Text(
        en="{file} is a link to a place outside the notebook's folder.",
        zh="{file} 是指向 notebook 文件夹之外的链接。",
        hint_en="Put the file itself there.",
        hint_zh="请把文件本身放进去。",
    ),
    "asset-secret": Text(
        en="{file} holds secrets by its name and is not copied into the package.",
        zh="从名称看 {file} 是机密文件，不会复制进包里。",
        hint_en="Read secrets from the environment or from `config` in wrapperInit.",
        hint_zh="请从环境变量读取机密，或在 wrapperInit 里从 `config` 读取。",
    ),
    "asset-missing": Text(
        en="{file} is opened by relative path, but there is no such file in {folder}.",
        zh="代码用相对路径打开 {file}，但 {folder} 里没有这个文件。",
        hint_en="Put it there, or correct the path; relative paths start at the notebook's folder.",
        hint_zh="请把它放到那里，或改正路径；相对路径从 notebook 所在文件夹算起。",
    ),
    "asset-backslash": Text(
        en="{file} is written with backslashes, which part folders on Windows only.",
        zh="{file} 使用了反斜杠，只有 Windows 才用它分隔文件夹。",
        hint_en="Write {mended!r}.",
        hint_zh="请写成 {mended!r}。",
    ),
    "asset-beside-module": Text(
        en="{file} is found beside `__file__`; in the package that is the folder of wrapper.py.",
        zh="{file} 按 `__file__` 所在位置查找；在包里就是 wrapper.py 所在的文件夹。",
        hint_en="A notebook cell has no `__file__`; a plain relative path works in both.",
        hint_zh="notebook 单元格里没有 `__file__`；直接写相对路径两边都能用。",
    ),
    "asset-whole-folder": Text(
        en="The code lists the notebook's own folder; the package does not carry all of it.",
        zh="代码列出了 notebook 自己的文件夹；包不会把它全部带走。",
        hint_en="Put the data into a folder of its own, such as `data/`.",
        hint_zh="请把数据放进单独的文件夹，例如 `data/`。",
    ),
    "asset-large": Text(
        en="{file} has {size}; the package carries it whole.",
        zh="{file} 有 {size}；包会完整携带它。",
        hint_en="Large models are better mounted or downloaded by the image.",
        hint_zh="大模型更适合挂载，或在镜像里下载。",
    ),
    "asset-sum-large": Text(
        en="The package carries {count} data files, {size} together.",
        zh="包携带 {count} 个数据文件，共 {size}。",
        hint_en="Open only what the service needs.",
        hint_zh="请只打开服务需要的文件。",
    ),
    "asset-too-large": Text(
        en="The data files have {size} together; a package may carry {most}.",
        zh="数据文件共 {size}；一个包最多携带 {most}。",
        hint_en="Mount large data, or download it when the image is built.",
        hint_zh="请挂载大数据，或在构建镜像时下载。",
    ),
    # secrets
    "secret-literal": Text(
        en="{name} is given a literal that looks like a secret ({start}…, {length} characters).",
        zh="{name} 被赋予了一个看起来像密钥的字面值（{start}…，共 {length} 个字符）。",
        hint_en="Read it from the environment, or from `config` in wrapperInit; `# aiges: allow-secret` on the line "
        "if it is harmless.",
        hint_zh="请从环境变量读取，或在 wrapperInit 里从 `config` 读取；若确实无害，请在该行写 `# aiges: "
        "allow-secret`。",
    ),
    "secret-shape": Text(
        en="This line holds what looks like a secret: {name} ({start}…, {length} characters).",
        zh="这一行含有看起来像密钥的内容：{name}（{start}…，共 {length} 个字符）。",
        hint_en="Read it from the environment, or from `config` in wrapperInit; `# aiges: allow-secret` on the line "
        "if it is harmless. Revoke it if the notebook was shared.",
        hint_zh="请从环境变量读取，或在 wrapperInit 里从 `config` 读取；若确实无害，请在该行写 "
        "`# aiges: allow-secret`。如果 notebook 已经分享过，请作废该密钥。",
    ),
    "secret-in-config": Text(
        en="The value of {name} in `config` looks like a secret ({start}…, {length} characters); the export writes a "
        "placeholder instead.",
        zh="`config` 中 {name} 的值看起来像密钥（{start}…，共 {length} 个字符）；导出时会写成占位符。",
    ),
    # --- reading notebooks ---------------------------------------------------------------------
    "source-missing": Text(
        en="{path}: there is no such file.",
        zh="{path}：没有这个文件。",
    ),
    "source-kind": Text(
        en="{path}: cannot read a file of kind {suffix}. Give a notebook (.ipynb), a script (.py) or the folder of a package.",
        zh="{path}：无法读取 {suffix} 类型的文件。请给出 notebook（.ipynb）、脚本（.py）或导出包的文件夹。",
    ),
    "source-folder": Text(
        en="{path}: this folder holds no package: neither wrapper/wrapper.py nor modulesettings.json is there.",
        zh="{path}：这个文件夹不是导出的包：其中既没有 wrapper/wrapper.py，也没有 modulesettings.json。",
    ),
    "source-not-utf8": Text(
        en="{path}: the text is not UTF-8 (byte {position}). Save it as UTF-8.",
        zh="{path}：文本不是 UTF-8 编码（第 {position} 字节）。请另存为 UTF-8。",
    ),
    "source-unreadable": Text(
        en="{path}: cannot be read: {reason}.",
        zh="{path}：无法读取：{reason}。",
    ),
    "source-conflict": Text(
        en="{path}: holds merge conflict marks (<<<<<<<). Resolve the conflict first.",
        zh="{path}：含有合并冲突标记（<<<<<<<）。请先解决冲突。",
    ),
    "source-not-json": Text(
        en="{path}: is no notebook: {reason}.",
        zh="{path}：不是 notebook：{reason}。",
    ),
    "source-not-notebook": Text(
        en="{path}: is no notebook: it has no list of cells.",
        zh="{path}：不是 notebook：其中没有单元格列表。",
    ),
    "source-old-format": Text(
        en="{path}: has the old notebook format {version}. Convert it: jupyter nbconvert --to notebook --inplace.",
        zh="{path}：是旧的 notebook 格式 {version}。请转换：jupyter nbconvert --to notebook --inplace。",
    ),
    "source-language": Text(
        en="{path}: is a {language} notebook; only Python can be exported.",
        zh="{path}：是 {language} 语言的 notebook；只能导出 Python。",
    ),
    "source-bad-cell": Text(
        en="{path}: cell {number} is damaged: its source is no text.",
        zh="{path}：第 {number} 个单元格已损坏：其内容不是文本。",
    ),
    # --- choosing the class ----------------------------------------------------------------------
    "no-class": Text(
        en="{source}: no class here can be a service. Derive one from WrapperBase (AIGES) or ModuleRunner (CodeProject.AI).",
        zh="{source}：这里没有可作为服务的类。请定义一个继承 WrapperBase（AIGES）或 ModuleRunner（CodeProject.AI）的类。",
    ),
    "no-class-broken-cell": Text(
        en="{source}: no class here can be a service, and cell {cell} is no valid Python. Mend that cell first.",
        zh="{source}：这里没有可作为服务的类，而且第 {cell} 个单元格不是合法的 Python。请先改正它。",
    ),
    "several-classes": Text(
        en="{source}: several classes can be a service: {names}. Say which one.",
        zh="{source}：有多个类可作为服务：{names}。请指明是哪一个。",
    ),
    "class-missing": Text(
        en="{source}: has no service class {name!r}; it has {names}. Nearest: {near}.",
        zh="{source}：没有名为 {name!r} 的服务类；现有 {names}。最接近的是 {near}。",
    ),
    # --- lifting statements ------------------------------------------------------------------------
    "name-without-source": Text(
        en="{name} is used, but nothing in the notebook defines it (nearest name: {near}).",
        zh="用到了 {name}，但 notebook 中没有定义它（最接近的名字：{near}）。",
        hint_en="Define it in a cell, or import it there.",
        hint_zh="请在某个单元格里定义或导入它。",
    ),
    "name-in-broken-cell": Text(
        en="{name} is used, but nothing readable defines it; cell {cell} is no valid Python.",
        zh="用到了 {name}，但没有可读的代码定义它；第 {cell} 个单元格不是合法的 Python。",
        hint_en="Mend that cell.",
        hint_zh="请改正那个单元格。",
    ),
    "name-skipped": Text(
        en="{name} is used, but what defines it is marked `# aiges: skip` ({place}).",
        zh="用到了 {name}，但定义它的语句标了 `# aiges: skip`（{place}）。",
        hint_en="Remove the mark, or the use.",
        hint_zh="请去掉标记，或不再使用它。",
    ),
    "name-from-star": Text(
        en="{name} may come from an `import *` whose names cannot be read: {modules}.",
        zh="{name} 可能来自无法读取名字的 `import *`：{modules}。",
        hint_en="Import it by name.",
        hint_zh="请按名字导入。",
    ),
    "name-guarded": Text(
        en="{name} has no source, but the code expects that it may be missing.",
        zh="{name} 没有来源，但代码已考虑到它可能不存在。",
    ),
    "notebook-name": Text(
        en="{name} is given by the notebook only; in a package it does not exist.",
        zh="{name} 只在 notebook 里存在；导出的包里没有它。",
        hint_en="Leave it out of what the class uses; import display from IPython.display where it is really meant.",
        hint_zh="请不要在类用到的代码里使用它。",
    ),
    "used-before-defined": Text(
        en="{name} is read here before it is defined ({place}); run from top to bottom, this fails.",
        zh="这里读取 {name} 时它尚未定义（定义在 {place}）；从上到下运行会失败。",
        hint_en="Move the definition above its use.",
        hint_zh="请把定义移到使用之前。",
    ),
    "deleted-name": Text(
        en="{name} is deleted here, but {place} still needs it.",
        zh="这里删除了 {name}，但 {place} 还需要它。",
        hint_en="Remove the del.",
        hint_zh="请去掉 del。",
    ),
    "statement-unreadable": Text(
        en="This statement cannot be analysed: {reason}.",
        zh="无法分析这条语句：{reason}。",
        hint_en="Mend it, or mark it `# aiges: skip`.",
        hint_zh="请改正它，或标记 `# aiges: skip`。",
    ),
    "cell-unreadable": Text(
        en="Cell {cell} is no valid Python ({reason}); nothing of it can be used.",
        zh="第 {cell} 个单元格不是合法的 Python（{reason}）；其中内容都无法使用。",
        hint_en="Mend the cell.",
        hint_zh="请改正这个单元格。",
    ),
    "main-left-out": Text(
        en='The `if __name__ == "__main__":` block uses {names}, which the class does not need; a plain one takes its place.',
        zh='`if __name__ == "__main__":` 块用到了类并不需要的 {names}；将用默认的块代替。',
    ),
    "ran-out-of-order": Text(
        en="Cell {cell} ran after cell {before}; the package follows the order in which they ran.",
        zh="第 {cell} 个单元格在第 {before} 个之后运行；导出的包按实际运行顺序排列。",
        hint_en="Restart the kernel and run all cells to be sure.",
        hint_zh="可重启内核并运行全部单元格以确认。",
    ),
    "get-ipython": Text(
        en="get_ipython() exists only in a notebook.",
        zh="get_ipython() 只在 notebook 里存在。",
        hint_en="Replace the magic by Python, such as subprocess or an import.",
        hint_zh="请把魔法命令换成 Python 代码，例如 subprocess 或 import。",
    ),
    "notebook-history": Text(
        en="{name}[...] is the notebook's history; a package has none.",
        zh="{name}[...] 是 notebook 的历史记录；导出的包里没有。",
        hint_en="Give the value a name of its own.",
        hint_zh="请给这个值起一个名字。",
    ),
    "dynamic-names": Text(
        en="{name}() reaches names that cannot be known from the text; what it needs may be left behind.",
        zh="{name}() 访问的名字无法从代码文本得知；它需要的内容可能会漏掉。",
        hint_en="Use the names themselves, or a dict.",
        hint_zh="请直接使用名字，或改用 dict。",
    ),
    "dynamic-binding": Text(
        en="This line binds {names} without naming it, and is left behind; the class needs {names}.",
        zh="这一行没有直接写名字就绑定了 {names}，它不会被带走；而类需要 {names}。",
        hint_en="Assign it by its name: `{names} = ...`.",
        hint_zh="请直接用名字赋值：`{names} = ...`。",
    ),
    "dynamic-binding-unknown": Text(
        en="`{text}` binds names that only the run knows, and is left behind.",
        zh="`{text}` 绑定的名字只有运行时才知道，它不会被带走。",
        hint_en="If the class needs one of them, assign it by its name; else mark the line `# aiges: skip`.",
        hint_zh="如果类需要其中的名字，请直接用名字赋值；否则给这一行标上 `# aiges: skip`。",
    ),
    "dynamic-code": Text(
        en="{name}() runs text that is made at run time; what it needs cannot be known.",
        zh="{name}() 运行的是运行时才生成的文本；无法得知它需要什么。",
        hint_en="Write the code out, or give {name} a dict of the names it may use.",
        hint_zh="请直接写出代码，或给 {name} 传入它可用名字的 dict。",
    ),
    "asks-for-input": Text(
        en="input() waits for a keyboard that a service does not have.",
        zh="input() 会等待键盘输入，而服务没有键盘。",
        hint_en="Make it a parameter.",
        hint_zh="请改为参数。",
    ),
    "top-level-await": Text(
        en="await at the top of a cell works in a notebook only.",
        zh="单元格顶层的 await 只在 notebook 里有效。",
        hint_en="Put it in an async function and call it with asyncio.run(...).",
        hint_zh="请放进 async 函数，并用 asyncio.run(...) 调用。",
    ),
    "relative-import": Text(
        en="The relative import {name} has no package to start from in a single module.",
        zh="相对导入 {name} 在单个模块中没有所属的包。",
        hint_en="Import it by its full name.",
        hint_zh="请用完整名字导入。",
    ),
    "syntax-above-target": Text(
        en="Python {target} cannot run this: {reason}.",
        zh="Python {target} 无法运行这段代码：{reason}。",
        hint_en="Write it in older syntax, or choose the target with --python-version.",
        hint_zh="请改用旧语法，或用 --python-version 选择目标版本。",
    ),
    "union-above-target": Text(
        en="Python {target} cannot evaluate the annotation {text}.",
        zh="Python {target} 无法求值注解 {text}。",
        hint_en="Use Optional/Union, or put `from __future__ import annotations` at the top of the notebook.",
        hint_zh="请使用 Optional/Union，或在 notebook 开头加上 `from __future__ import annotations`。",
    ),
    "shell-in-slice": Text(
        en="The shell command !{command} stands inside code that the class needs; a package cannot run it.",
        zh="shell 命令 !{command} 位于类需要的代码中；导出的包无法运行它。",
        hint_en="Replace it by Python, such as subprocess.run.",
        hint_zh="请换成 Python 代码，例如 subprocess.run。",
    ),
    "magic-in-slice": Text(
        en="{command} stands inside code that the class needs; a package cannot run it.",
        zh="{command} 位于类需要的代码中；导出的包无法运行它。",
        hint_en="Replace it by Python.",
        hint_zh="请换成 Python 代码。",
    ),
    "magic-defines-names": Text(
        en="{command} may define names that the class uses; they are not in the package.",
        zh="{command} 可能定义了类用到的名字；它们不会进入导出的包。",
        hint_en="Import the code instead.",
        hint_zh="请改用 import。",
    ),
    "magic-environment": Text(
        en="{command} sets an environment variable that the package will not have.",
        zh="{command} 设置的环境变量在导出的包里不存在。",
        hint_en="Use os.environ in a cell if the class depends on it.",
        hint_zh="如果类依赖它，请在单元格里使用 os.environ。",
    ),
    "magic-cd": Text(
        en="{command} changes the folder; relative paths below it are taken from the notebook's own folder.",
        zh="{command} 改变了当前目录；其后的相对路径仍从 notebook 所在目录算起。",
        hint_en="Leave it out and write paths from the notebook's folder.",
        hint_zh="请去掉它，路径从 notebook 所在目录写起。",
    ),
    "cell-magic-left-out": Text(
        en="The cell of %%{name} is left out of the package.",
        zh="%%{name} 单元格不会进入导出的包。",
    ),
    "module-not-written": Text(
        en="{name} is written by cell {cell}, but the file is not there.",
        zh="{name} 由第 {cell} 个单元格写出，但文件不存在。",
        hint_en="Run that cell first.",
        hint_zh="请先运行那个单元格。",
    ),
    "module-unreadable": Text(
        en="{name} cannot be read as Python: {reason}.",
        zh="{name} 无法作为 Python 读取：{reason}。",
        hint_en="Mend the file.",
        hint_zh="请改正这个文件。",
    ),
    # frozen objects
    "freeze-unknown": Text(
        en="--freeze {name}: nothing gives that name.",
        zh="--freeze {name}：没有任何地方定义这个名字。",
        hint_en="Name a variable that the notebook binds at the top of a cell, outside functions.",
        hint_zh="请写 notebook 在单元格顶层（函数之外）绑定的变量名。",
    ),
    "freeze-unused": Text(
        en="`{name}` was frozen, but {class_name} does not use it; its file is in the package all the same.",
        zh="已冻结 `{name}`，但 {class_name} 没有用到它；文件仍在包里。",
        hint_en="Leave --freeze {name} out.",
        hint_zh="请去掉 --freeze {name}。",
    ),
    "freeze-changed-again": Text(
        en="The slice changes `{name}` after it is loaded, as the notebook did before it was frozen: "
        "the change is made twice.",
        zh="切片在加载 `{name}` 之后又修改它，而冻结前 notebook 已改过一次：这个修改会做两遍。",
        hint_en="Move what the class needs of this line to a line of its own, or freeze its result too.",
        hint_zh="请把类需要的部分单独写成一行，或把这一行的结果也冻结。",
    ),
    "freeze-bound-again": Text(
        en="This line is needed for another name it binds, and it binds the frozen `{name}` too.",
        zh="这一行因为它绑定的另一个名字而被需要，同时它又绑定了已冻结的 `{name}`。",
        hint_en="Write it as two statements, or freeze the other name as well.",
        hint_zh="请拆成两条语句，或把另一个名字也冻结。",
    ),
    "freeze-no-form": Text(
        en="`{name}` is a {type}; no safe form is known that holds it.",
        zh="`{name}` 的类型是 {type}；没有已知的安全格式可以保存它。",
        hint_en="Save it in its library's own format and read that file by a relative path, or insist with "
        "--freeze-pickle.",
        hint_zh="请用该库自己的格式保存，并按相对路径读取；或用 --freeze-pickle 坚持使用 pickle。",
    ),
    "freeze-unfit": Text(
        en="`{name}`, a {type}, does not fit into the form {form}: {reason}",
        zh="`{name}`（{type}）无法用 {form} 格式保存：{reason}",
        hint_en="Save it in its library's own format and read that file by a relative path, or insist with "
        "--freeze-pickle.",
        hint_zh="请用该库自己的格式保存，并按相对路径读取；或用 --freeze-pickle 坚持使用 pickle。",
    ),
    "freeze-needs": Text(
        en="Freezing `{name}` as {form} needs {library}, which is not installed.",
        zh="把 `{name}` 冻结成 {form} 需要 {library}，但没有安装。",
        hint_en="Install it: pip install 'aiges_nb[freeze]'",
        hint_zh="请安装：pip install 'aiges_nb[freeze]'",
    ),
    "freeze-own-class": Text(
        en="`{name}` is built from the notebook's own {type}, which a file cannot name.",
        zh="`{name}` 由 notebook 自己定义的 {type} 构成，文件无法引用它。",
        hint_en="Put that class or function into a module beside the notebook and import it; it is carried along.",
        hint_zh="请把该类或函数移到 notebook 旁边的模块里再导入，导出时会一并带走。",
    ),
    "freeze-pickled": Text(
        en="`{name}` is in {file} as a pickle: whoever can write that file runs code in the service.",
        zh="`{name}` 以 pickle 形式存于 {file}：能写这个文件的人就能在服务里执行代码。",
        hint_en="Prefer a form that holds data only: export without --freeze-pickle to see why none fitted.",
        hint_zh="最好换成只存数据的格式：去掉 --freeze-pickle 再导出，可看到为什么没有合适的格式。",
    ),
    "freeze-other-release": Text(
        en="`{name}` was made with {library} {made}; the package loads it with {library} {loaded}.",
        zh="`{name}` 由 {library} {made} 生成；包会用 {library} {loaded} 加载。",
        hint_en="Prove it with `verify --level clean`, or export for the Python you work with (--python-version).",
        hint_zh="请用 `verify --level clean` 验证，或用 --python-version 按你当前使用的 Python 导出。",
    ),
    "freeze-timeout": Text(
        en="The cells that make {names} took longer than {timeout} s.",
        zh="生成 {names} 的单元格用时超过 {timeout} 秒。",
        hint_en="Freeze from the notebook itself (%aiges_export --freeze): it takes the live object.",
        hint_zh="请在 notebook 里冻结（%aiges_export --freeze），它直接使用现有对象。",
    ),
    "freeze-broken": Text(
        en="The process that ran the cells for {names} ended with status {status} before it was done.",
        zh="为 {names} 运行单元格的进程未完成就退出，状态码 {status}。",
        hint_en="Out of memory is the usual reason. Freeze from the notebook itself (%aiges_export --freeze).",
        hint_zh="通常是内存不足。请在 notebook 里冻结（%aiges_export --freeze）。",
    ),
}
