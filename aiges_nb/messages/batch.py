"""Texts of batches: many rows through one class."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    "map-what": Text(
        en="Which rows are meant is not clear: {given!r}.",
        zh="无法判断要处理哪些数据：{given!r}。",
        hint_en="Write %aiges_map [CLASS] DATA [key=value ...], DATA a name of this session, a file or a folder.",
        hint_zh="请写成 %aiges_map [CLASS] DATA [key=value ...]，DATA 为当前会话中的名称、文件或文件夹。",
    ),
    "map-no-rows": Text(
        en="A {seen} holds no rows.",
        zh="{seen} 中没有可逐行处理的数据。",
        hint_en="Give a DataFrame, a list of mappings or values, a file (.csv, .jsonl, .json, .parquet) or a folder.",
        hint_zh="请给出 DataFrame、由映射或值组成的列表、文件（.csv、.jsonl、.json、.parquet）或文件夹。",
    ),
    "map-no-data": Text(
        en="{path} is no file, no folder, and no pattern that any file matches.",
        zh="{path} 不是文件或文件夹，也没有文件与该模式匹配。",
        hint_en="Check the spelling; relative paths start in the working directory.",
        hint_zh="请检查拼写；相对路径从当前工作目录算起。",
    ),
    "map-data-kind": Text(
        en="{path} is of no kind that rows are read from.",
        zh="无法从 {path} 这种文件中读取数据行。",
        hint_en="Use .csv, .tsv, .jsonl, .json, .parquet, .xlsx or .feather; for files themselves give their folder.",
        hint_zh="请使用 .csv、.tsv、.jsonl、.json、.parquet、.xlsx 或 .feather；若要处理文件本身，请给出其所在文件夹。",
    ),
    "map-unreadable": Text(
        en="{path} cannot be read: {reason}.",
        zh="无法读取 {path}：{reason}。",
        hint_en="Save it as UTF-8 text, or check that it is whole.",
        hint_zh="请以 UTF-8 文本保存，或检查文件是否完整。",
    ),
    "map-json-no-list": Text(
        en="{path} holds no JSON array.",
        zh="{path} 中不是 JSON 数组。",
        hint_en="Write [{{...}}, {{...}}], or one object a line as .jsonl.",
        hint_zh="请写成 [{{...}}, {{...}}]，或以 .jsonl 每行一个对象。",
    ),
    "map-line-no-json": Text(
        en="Line {line} of {path} is no JSON: {reason}.",
        zh="{path} 第 {line} 行不是 JSON：{reason}。",
        hint_en="Mend the line; with --resume the rows that ended well are not run again.",
        hint_zh="请修正该行；使用 --resume 时，已成功的行不会再次运行。",
    ),
    "map-empty-folder": Text(
        en="The folder {path} holds no file.",
        zh="文件夹 {path} 中没有文件。",
        hint_en="Hidden files are left out.",
        hint_zh="隐藏文件不计在内。",
    ),
    "map-mixed-rows": Text(
        en="Row {number} is a {seen}, where those before it were mappings.",
        zh="第 {number} 行是 {seen}，而之前的行都是映射。",
        hint_en="Give every row as a mapping by key.",
        hint_zh="请让每一行都是以键为索引的映射。",
    ),
    "map-which-key": Text(
        en="{source} gives one value a row, and it is not clear which key it is for; there are: {known}.",
        zh="{source} 每行只有一个值，无法判断它对应哪个键；可选：{known}。",
        hint_en="Name the key of each value with a table, or fix the others with -p KEY=VALUE.",
        hint_zh="请用带列名的表格指明键，或用 -p KEY=VALUE 固定其余的键。",
    ),
    "map-column-missing": Text(
        en="No column is called {key!r}, which the class requires; there are: {columns}.",
        zh="没有名为 {key!r} 的列，而该类要求它；现有列：{columns}。",
        hint_en="Name the column so, or give one value for all rows with -p {key}=VALUE.",
        hint_zh="请将列改为此名，或用 -p {key}=VALUE 为所有行给出同一个值。",
    ),
    "map-column-near": Text(
        en="No column is called {key!r}, which the class requires; {near!r} is near. There are: {columns}.",
        zh="没有名为 {key!r} 的列，而该类要求它；相近的列：{near!r}。现有列：{columns}。",
        hint_en="Rename the column to {key!r}.",
        hint_zh="请将该列改名为 {key!r}。",
    ),
    "map-no-column": Text(
        en="None of the columns ({columns}) is a key that the class declares ({known}).",
        zh="所有列（{columns}）都不是该类声明的键（{known}）。",
        hint_en="Rename the columns to the keys.",
        hint_zh="请将列名改为声明的键。",
    ),
    "map-columns-unused": Text(
        en="Columns that are no declared key were left out: {columns}.",
        zh="以下列不是声明的键，未使用：{columns}。",
    ),
    "map-out-exists": Text(
        en="{path} holds results already.",
        zh="{path} 中已有结果。",
        hint_en="Go on where they end with --resume (resume=True), or throw them away with --force (force=True).",
        hint_zh="用 --resume（resume=True）接着运行，或用 --force（force=True）丢弃已有结果。",
    ),
    "map-out-unwritable": Text(
        en="{path} cannot be written: {reason}.",
        zh="无法写入 {path}：{reason}。",
        hint_en="Name another file with -o.",
        hint_zh="请用 -o 指定其他文件。",
    ),
    "map-resume-needs-out": Text(
        en="resume is set, and no file says where an earlier try ended.",
        zh="设置了 resume，但没有指定上次结果的文件。",
        hint_en="Name the file of the earlier try: out='results.jsonl'.",
        hint_zh="请给出上次的结果文件：out='results.jsonl'。",
    ),
    "map-bad-workers": Text(
        en="workers is {value!r}.",
        zh="workers 为 {value!r}。",
        hint_en="Give a number from 1 to {limit}.",
        hint_zh="请给出 1 到 {limit} 之间的数。",
    ),
    "map-code-changed": Text(
        en="Some results in {path} come from other code than today's; they were kept.",
        zh="{path} 中部分结果来自与当前不同的代码；已保留。",
        hint_en="Run all rows anew with --force (force=True).",
        hint_zh="用 --force（force=True）重新运行所有行。",
    ),
    "map-row-failed": Text(en="row {name}: {reason}", zh="行 {name}：{reason}"),
    "map-progress-failed": Text(en="{failed} failed", zh="失败 {failed}"),
    "map-all-failed": Text(
        en="All {rows} rows failed; {path} holds the reason of each.",
        zh="全部 {rows} 行均失败；每行的原因见 {path}。",
    ),
    "map-some-failed": Text(
        en="{failed} of {rows} rows failed.",
        zh="{rows} 行中有 {failed} 行失败。",
        hint_en="Their lines hold the reason; --resume (resume=True) tries them again.",
        hint_zh="原因见对应的行；--resume（resume=True）会重试这些行。",
    ),
    "map-needs-dask": Text(
        en="A scheduler was named, and dask.distributed is not installed.",
        zh="指定了调度器，但未安装 dask.distributed。",
        hint_en="pip install 'aiges_nb[batch]', or use --workers N on this machine.",
        hint_zh="请执行 pip install 'aiges_nb[batch]'，或在本机使用 --workers N。",
    ),
    "map-no-scheduler": Text(
        en="No Dask scheduler answers at {address}: {reason}.",
        zh="{address} 处没有 Dask 调度器应答：{reason}。",
        hint_en="Start one with `dask scheduler` and name its address, such as tcp://host:8786.",
        hint_zh="请用 `dask scheduler` 启动，并给出其地址，如 tcp://host:8786。",
    ),
    "map-no-dask-workers": Text(
        en="The Dask cluster has no worker.",
        zh="Dask 集群中没有 worker。",
        hint_en="Start some with `dask worker ADDRESS`, where aiges_nb is installed.",
        hint_zh="请在装有 aiges_nb 的机器上用 `dask worker 地址` 启动。",
    ),
    "map-ended": Text(
        en="{state}: {rows} of {total} rows, {failed} failed, {skipped} from an earlier try; results in {out}",
        zh="{state}：{rows}/{total} 行，失败 {failed}，沿用上次 {skipped}；结果在 {out}",
    ),
    "cli-help-map": Text(
        en="Call the class for every row of a table, folder or pattern.",
        zh="对表格、文件夹或文件模式的每一行调用该类。",
    ),
    "cli-opt-class": Text(
        en="Which class of SRC; needed only where it has several.", zh="SRC 中的哪个类；仅在有多个时需要。"
    ),
    "cli-opt-map-out": Text(en="The JSON Lines file of the results.", zh="结果的 JSON Lines 文件。"),
    "cli-opt-map-workers": Text(en="How many processes run rows side by side.", zh="并行运行的进程数。"),
    "cli-opt-map-scheduler": Text(
        en="The address of a Dask scheduler to run the rows on.", zh="用于运行各行的 Dask 调度器地址。"
    ),
    "cli-opt-map-resume": Text(en="Go on where an earlier try ended.", zh="接着上次结束的地方继续。"),
    "cli-opt-map-force": Text(en="Throw the results of an earlier try away.", zh="丢弃上次的结果。"),
    "cli-opt-map-timeout": Text(en="Seconds a row may take.", zh="每行允许的秒数。"),
    "magic-help-data": Text(
        en="A name of this session (DataFrame, list), a file, a folder or a pattern.",
        zh="当前会话中的名称（DataFrame、列表）、文件、文件夹或文件模式。",
    ),
    "bench-nothing": Text(
        en="There is nothing to measure: runs {runs}, seconds {seconds}, workers {workers}.",
        zh="没有可测量的内容：runs {runs}，seconds {seconds}，workers {workers}。",
        hint_en="Give numbers above 0.",
        hint_zh="请给出大于 0 的数。",
    ),
    "bench-column-as": Text(en="as", zh="调用约定"),
    "bench-column-workers": Text(en="workers", zh="进程"),
    "bench-column-runs": Text(en="runs", zh="次数"),
    "bench-column-first": Text(en="first ms", zh="首次 ms"),
    "bench-column-p50": Text(en="p50 ms", zh="p50 ms"),
    "bench-column-p95": Text(en="p95 ms", zh="p95 ms"),
    "bench-column-p99": Text(en="p99 ms", zh="p99 ms"),
    "bench-column-max": Text(en="max ms", zh="最大 ms"),
    "bench-column-per-s": Text(en="per s", zh="每秒"),
    "bench-column-rss": Text(en="RSS MiB", zh="内存 MiB"),
    "cli-help-bench": Text(
        en="Latency and memory of the class, a table by calling convention.", zh="该类的延迟与内存，按调用约定列表。"
    ),
    "cli-opt-bench-runs": Text(en="Calls a convention.", zh="每种调用约定的调用次数。"),
    "cli-opt-bench-seconds": Text(en="At most so many seconds a convention.", zh="每种调用约定最多的秒数。"),
    "cli-opt-bench-workers": Text(en="How many processes answer side by side.", zh="并行应答的进程数。"),
}
