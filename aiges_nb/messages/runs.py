"""Texts of the runs area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "store-unwritable": Text(
        en="The job store {path} cannot be written: {reason}.",
        zh="无法写入任务库 {path}：{reason}。",
        hint_en="Make the folder writable, or set AIGES_NB_HOME to another one.",
        hint_zh="请使该文件夹可写，或把 AIGES_NB_HOME 设为其他文件夹。",
    ),
    "store-locked": Text(
        en="The job store {path} is locked by another process ({reason}).",
        zh="任务库 {path} 被另一个进程锁定（{reason}）。",
        hint_en="End the process that holds it, or set AIGES_NB_HOME to another folder.",
        hint_zh="请结束占用它的进程，或把 AIGES_NB_HOME 设为其他文件夹。",
    ),
    "store-full": Text(
        en="The disk of the job store {path} is full ({reason}).",
        zh="任务库 {path} 所在的磁盘已满（{reason}）。",
        hint_en="Free some space; finished results stay available in this process until then.",
        hint_zh="请释放磁盘空间；在此之前，已完成的结果仍保留在本进程中。",
    ),
    "store-newer": Text(
        en="The job store {path} has schema version {version}, made by a newer aiges_nb; this one knows {known}.",
        zh="任务库 {path} 的结构版本为 {version}，由更新的 aiges_nb 创建；当前版本只支持 {known}。",
        hint_en="Upgrade aiges_nb, or set AIGES_NB_HOME to another folder.",
        hint_zh="请升级 aiges_nb，或把 AIGES_NB_HOME 设为其他文件夹。",
    ),
    "store-set-aside": Text(
        en="The job store {path} was damaged ({reason}); it was set aside as {aside} and a new one begun.",
        zh="任务库 {path} 已损坏（{reason}）；已移至 {aside}，并新建了一个。",
        hint_en="Earlier runs are no longer listed; delete the old file if you do not need it.",
        hint_zh="以前的运行不再列出；如不需要，可删除旧文件。",
    ),
    "store-in-memory": Text(
        en="Runs are kept in memory only, as the job store cannot be used: {reason}",
        zh="任务库无法使用，运行记录只保存在内存中：{reason}",
        hint_en="Other terminals do not see these runs, and they are gone when this process ends.",
        hint_zh="其他终端看不到这些运行，本进程结束后记录即丢失。",
    ),
    "run-unknown": Text(
        en="There is no run {run_id} in the job store.",
        zh="任务库中没有编号为 {run_id} 的运行。",
        hint_en="List the runs with %aiges_jobs or `aiges-nb jobs`.",
        hint_zh="可用 %aiges_jobs 或 `aiges-nb jobs` 列出所有运行。",
    ),
}
