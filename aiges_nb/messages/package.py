"""Texts of the package area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "crossing-sessions-only": Text(
        en="The wrapper answers in sessions only; CodeProject.AI has none.",
        zh="该封装类只支持会话；CodeProject.AI 没有会话。",
        hint_en="Write wrapperOnceExec too: it becomes the module's route.",
        hint_zh="请同时实现 wrapperOnceExec：它会成为模块的路由。",
    ),
    "crossing-sessions-left": Text(
        en="Sessions do not cross to CodeProject.AI; the module answers with wrapperOnceExec.",
        zh="会话无法转换到 CodeProject.AI；模块以 wrapperOnceExec 应答。",
    ),
    "crossing-key-route": Text(
        en="On AIGES the parameter {key!r} chooses among the adapter's routes, and one of them declares it too.",
        zh="在 AIGES 上，参数 {key!r} 用于选择适配器的路由，而其中一个路由也声明了它。",
        hint_en="Give that input another name.",
        hint_zh="请为该输入换一个名称。",
    ),
    "module-file-not-python": Text(
        en="LaunchSettings.FilePath names {file!r}; the adapter is a Python file.",
        zh="LaunchSettings.FilePath 指定了 {file!r}；适配器应为 Python 文件。",
        hint_en="Name a file that ends in .py, or leave FilePath out.",
        hint_zh="请指定以 .py 结尾的文件，或省略 FilePath。",
    ),
    "package-unsafe-path": Text(
        en="The file name {file!r} does not fit every file system or leads out of the package.",
        zh="文件名 {file!r} 不适用于所有文件系统，或指向包之外。",
        hint_en="Give the file a plain relative name.",
        hint_zh="请使用普通的相对文件名。",
    ),
    "package-same-path": Text(
        en="The files {file!r} and {other!r} cannot stand beside each other on every file system.",
        zh="文件 {file!r} 与 {other!r} 在某些文件系统上不能并存。",
        hint_en="Rename one of them.",
        hint_zh="请重命名其中一个。",
    ),
    "package-path-taken": Text(
        en="Two different files would be written to {file!r}.",
        zh="有两个不同的文件要写到 {file!r}。",
        hint_en="Rename the notebook's own file: names of the package itself are taken.",
        hint_zh="请重命名笔记本一侧的文件：包自身的文件名已被占用。",
    ),
    "package-class-name-taken": Text(
        en="The loader asks for a class {name!r}, but the code uses that name for something other than {class_name}.",
        zh="加载器要找类 {name!r}，但代码把这个名字用于 {class_name} 之外的东西。",
        hint_en="Call the service class {name}, or rename the other one.",
        hint_zh="请把服务类命名为 {name}，或给另一个改名。",
    ),
    "package-syntax": Text(
        en="Python {python} cannot read this: {reason}.",
        zh="Python {python} 无法解析：{reason}。",
        hint_en="Write it without newer syntax, or export for a newer Python with --python-version.",
        hint_zh="请改用旧语法，或用 --python-version 导出到更新的 Python。",
    ),
    "package-base-image": Text(
        en="The image named in the Dockerfile has Python 3.9; the package is for Python {python}.",
        zh="Dockerfile 中的镜像是 Python 3.9，而此包面向 Python {python}。",
        hint_en="Build with --build-arg BASE_IMAGE=..., an image of that Python.",
        hint_zh="构建时用 --build-arg BASE_IMAGE=... 指定对应 Python 的镜像。",
    ),
    "package-server-unpinned": Text(
        en="{name} is not installed here, so its release is not pinned: a build takes the newest.",
        zh="此处未安装 {name}，因此未锁定版本：构建时将使用最新版本。",
        hint_en="Install the server's part (`pip install 'aiges_nb[serve]'`) and export again.",
        hint_zh="请安装服务端部分（`pip install 'aiges_nb[serve]'`）后重新导出。",
    ),
    "package-server-python": Text(
        en="The server needs Python {oldest} or newer; the package is for Python {python}.",
        zh="服务端需要 Python {oldest} 或更新版本；此包面向 Python {python}。",
        hint_en="Export with --python-version {oldest} or newer.",
        hint_zh="请用 --python-version {oldest} 或更新版本导出。",
    ),
    "package-file-unreadable": Text(
        en="{file!r} could not be read: {reason}.",
        zh="无法读取 {file!r}：{reason}。",
        hint_en="Check that it exists and may be read.",
        hint_zh="请确认文件存在且可读。",
    ),
    "package-not-written": Text(
        en="The package could not be written to {folder}: {reason}.",
        zh="无法把包写入 {folder}：{reason}。",
        hint_en="Nothing was changed there. Choose another folder, or make room.",
        hint_zh="原有内容未变。请换一个文件夹或腾出空间。",
    ),
    "package-place-taken": Text(
        en="{folder!r} is no folder.",
        zh="{folder!r} 不是文件夹。",
        hint_en="Choose another name.",
        hint_zh="请换一个名字。",
    ),
    "package-foreign-folder": Text(
        en="The folder {folder!r} holds files that are no package of this tool.",
        zh="文件夹 {folder!r} 中有不属于本工具包的文件。",
        hint_en="Choose an empty or new folder; with --force the old one is kept beside as {folder}.bak-1.",
        hint_zh="请选择空文件夹或新文件夹；加 --force 时旧文件夹会另存为 {folder}.bak-1。",
    ),
    "package-edited-folder": Text(
        en="The package in {folder!r} was edited after its export.",
        zh="{folder!r} 中的包在导出后被改动过。",
        hint_en="Keep your edits by choosing another folder; with --force the old one is kept as {folder}.bak-1.",
        hint_zh="如要保留改动请换一个文件夹；加 --force 时旧文件夹会另存为 {folder}.bak-1。",
    ),
    "package-foreign-archive": Text(
        en="The file {file!r} exists and is no archive of this tool.",
        zh="文件 {file!r} 已存在，且不是本工具生成的归档。",
        hint_en="Move it away; with --force it is kept as {file}.bak-1.",
        hint_zh="请移走它；加 --force 时会另存为 {file}.bak-1。",
    ),
    "package-file-missing": Text(
        en="{file} is missing.",
        zh="缺少 {file}。",
        hint_en="Export again.",
        hint_zh="请重新导出。",
    ),
    "package-file-changed": Text(
        en="{file} is not as it was exported.",
        zh="{file} 与导出时不同。",
        hint_en="Make the change in the notebook and export again.",
        hint_zh="请在笔记本中修改后重新导出。",
    ),
    "package-file-added": Text(
        en="{file} was not part of the export.",
        zh="{file} 不属于导出内容。",
        hint_en="Remove it, or let the notebook use it and export again.",
        hint_zh="请删除它，或在笔记本中使用它并重新导出。",
    ),
    "package-mode-changed": Text(
        en="{file} may be run where it was exported as plain, or the other way round.",
        zh="{file} 的可执行权限与导出时不同。",
        hint_en="Set it back with chmod, or export again.",
        hint_zh="请用 chmod 改回，或重新导出。",
    ),
    "manifest-missing": Text(
        en="{folder!r} holds no MANIFEST.json: it is no package of this tool, or its export was interrupted.",
        zh="{folder!r} 中没有 MANIFEST.json：它不是本工具的包，或导出被中断。",
        hint_en="Name the folder that `export -o` wrote.",
        hint_zh="请指定 `export -o` 写出的文件夹。",
    ),
    "manifest-unreadable": Text(
        en="MANIFEST.json cannot be read: {reason}.",
        zh="无法读取 MANIFEST.json：{reason}。",
        hint_en="Export again.",
        hint_zh="请重新导出。",
    ),
    "manifest-edited": Text(
        en="MANIFEST.json was edited after the export.",
        zh="MANIFEST.json 在导出后被改动过。",
        hint_en="Export again.",
        hint_zh="请重新导出。",
    ),
    "manifest-newer": Text(
        en="MANIFEST.json has form {schema}; this version knows form {known}.",
        zh="MANIFEST.json 的格式为 {schema}，当前版本只认识 {known}。",
        hint_en="Update aiges_nb.",
        hint_zh="请升级 aiges_nb。",
    ),
    "golden-unreadable": Text(
        en="The golden case {folder!r} cannot be read: {reason}.",
        zh="无法读取黄金用例 {folder!r}：{reason}。",
        hint_en="Pin the run again and export.",
        hint_zh="请重新固定该次运行并导出。",
    ),
    "target-unknown": Text(
        en="There is no export target {target!r}; known are: {known}.",
        zh="没有导出目标 {target!r}；可用的有：{known}。",
    ),
    "target-broken": Text(
        en="The export target {target!r} cannot be loaded: {reason}.",
        zh="无法加载导出目标 {target!r}：{reason}。",
        hint_en="Update or remove the distribution that declares it.",
        hint_zh="请升级或卸载声明它的发行包。",
    ),
    "target-failed": Text(
        en="The export target {target!r} failed: {reason}.",
        zh="导出目标 {target!r} 出错：{reason}。",
        hint_en="Tell the authors of the distribution that declares it; no package was written.",
        hint_zh="请告知声明它的发行包的作者；没有写出任何包。",
    ),
    "target-unfit": Text(
        en="The target {target!r} cannot carry a class that was written for {platform!r}.",
        zh="目标 {target!r} 无法承载为 {platform!r} 编写的类。",
        hint_en="Targets that can: {known}.",
        hint_zh="可用的目标：{known}。",
    ),
}
