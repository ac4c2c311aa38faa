"""Texts of the contract area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

_FIELDS: Mapping[str, Text] = {
    "attribute-type": Text(
        en="{name} must be text; it is {seen} {value}.",
        zh="{name} 必须是文本，现在是 {seen} {value}。",
        hint_en='Write it in quotes: {name} = "...".',
        hint_zh='请加引号书写：{name} = "..."。',
    ),
    "enum-type": Text(
        en="the enum holds {value} ({seen}), which is no {kind}.",
        zh="枚举中的 {value}（{seen}）不是 {kind} 类型。",
        hint_en="Write every value of the enum as a {kind}.",
        hint_zh="请把枚举的每个值都写成 {kind} 类型。",
    ),
    "default-type": Text(
        en="the default {value} ({seen}) is no {kind}.",
        zh="默认值 {value}（{seen}）不是 {kind} 类型。",
        hint_en="Declare a {kind} as the value.",
        hint_zh="请声明一个 {kind} 类型的值。",
    ),
    "bound-type": Text(
        en="{name} must be a finite number; it is {seen} {value}.",
        zh="{name} 必须是有限的数字，现在是 {seen} {value}。",
        hint_en="Give a number, or None for no bound.",
        hint_zh="请给出数字；不限制时写 None。",
    ),
    "length-type": Text(
        en="{name} must be a whole number from 0 on; it is {seen} {value}.",
        zh="{name} 必须是不小于 0 的整数，现在是 {seen} {value}。",
        hint_en="Give the count of characters, or None for no limit.",
        hint_zh="请给出字符个数；不限制时写 None。",
    ),
    "sample-not-bytes": Text(
        en="the sample must be bytes; it is {seen} {value}. The real SDK refuses the class for it.",
        zh="示例值必须是 bytes，现在是 {seen} {value}；真实 SDK 会在定义类时报错。",
        hint_en='Write value=b"..." or "...".encode("utf-8").',
        hint_zh='请写成 value=b"..." 或 "...".encode("utf-8")。',
    ),
    "sample-not-json": Text(
        en="the sample ({seen} {value}) cannot be written as JSON.",
        zh="示例值（{seen} {value}）无法写成 JSON。",
        hint_en="Use text, numbers, True/False, None, lists and dicts only; no NaN.",
        hint_zh="只能使用文本、数字、True/False、None、列表和字典，且不能有 NaN。",
    ),
    "sample-not-found": Text(
        en="the sample file {file!r} is not there or cannot be read; the platform's run() would pass a placeholder.",
        zh="找不到或无法读取示例文件 {file!r}；平台的 run() 会传入占位内容。",
        hint_en="Put the file beside the notebook, or mend path=.",
        hint_zh="请把文件放到笔记本旁边，或修正 path=。",
    ),
    "sample-empty": Text(
        en="the sample file {file!r} is empty.",
        zh="示例文件 {file!r} 是空的。",
        hint_en="Name a file with real data.",
        hint_zh="请指定一个有真实数据的文件。",
    ),
    "minimum-above-maximum": Text(
        en="the lower bound {minimum} is above the upper bound {maximum}: no value fits.",
        zh="下限 {minimum} 大于上限 {maximum}，没有任何值符合。",
        hint_en="Swap or mend the bounds. Where none is declared the SDK's own hold: 0 and 100, lengths 0 and 1024.",
        hint_zh="请交换或修正上下限。未声明时以 SDK 自带的为准：数值 0 到 100，长度 0 到 1024。",
    ),
    "default-not-in-enum": Text(
        en="the default {value} is not in the enum ({allowed}).",
        zh="默认值 {value} 不在枚举（{allowed}）中。",
        hint_en="Choose one of the enum's values, or add this one.",
        hint_zh="请选用枚举中的值，或把该值加入枚举。",
    ),
    "default-out-of-bounds": Text(
        en="the default {value} is outside {minimum} to {maximum}.",
        zh="默认值 {value} 超出 {minimum} 到 {maximum} 的范围。",
        hint_en="Mend the default, or declare minimum= and maximum=: without them the SDK takes 0 and 100.",
        hint_zh="请修正默认值，或声明 minimum= 和 maximum=：未声明时 SDK 取 0 和 100。",
    ),
    "default-length": Text(
        en="the default has {size} characters; {minimum} to {maximum} are allowed.",
        zh="默认值有 {size} 个字符，允许 {minimum} 到 {maximum} 个。",
        hint_en="Mend the default, or minLength= and maxLength=.",
        hint_zh="请修正默认值，或修改 minLength= 和 maxLength=。",
    ),
    "repeated-enum": Text(
        en="the enum holds {value} twice.",
        zh="枚举中 {value} 出现了两次。",
        hint_en="Remove one.",
        hint_zh="请删掉一个。",
    ),
    "bad-status": Text(
        en="status {value} is unknown.",
        zh="未知的状态 {value}。",
        hint_en="Use 3 for data that comes whole, 0, 1 and 2 to open, continue and end a stream.",
        hint_zh="完整数据用 3；流的开始、中间、结束分别用 0、1、2。",
    ),
    "repeated-declaration": Text(
        en="the key {key!r} is declared twice; the other one is in `{other}`.",
        zh="键 {key!r} 声明了两次；另一处在 `{other}` 中。",
        hint_en="Give each field a key of its own.",
        hint_zh="请给每个字段一个独有的键。",
    ),
    "bad-key": Text(
        en="{value} cannot be a key.",
        zh="{value} 不能作为键。",
        hint_en="Use letters, digits, `_`, `-` and `.`, a letter, digit or `_` first, {limit} characters at most.",
        hint_zh="只能使用字母、数字、`_`、`-` 和 `.`，以字母、数字或 `_` 开头，最多 {limit} 个字符。",
    ),
    "non-ascii-key": Text(
        en="the key {value!r} has characters beyond ASCII; not every client and tool carries them.",
        zh="键 {value!r} 含有非 ASCII 字符，部分客户端和工具无法传递。",
        hint_en="Use an ASCII key and put the words into title=.",
        hint_zh="请使用 ASCII 键，把文字写到 title= 中。",
    ),
    "reserved-param": Text(
        en="the loader itself adds a parameter {key!r}.",
        zh="加载器会自行添加参数 {key!r}。",
        hint_en="Give the parameter another key.",
        hint_zh="请为该参数换一个键。",
    ),
    "param-is-output": Text(
        en="{key!r} is a parameter and an output; requests announce outputs among the parameters, so they collide.",
        zh="{key!r} 既是参数又是输出；请求会在参数区声明期望的输出，两者会冲突。",
        hint_en="Rename one of them.",
        hint_zh="请为其中一个改名。",
    ),
}
_SERVICE: Mapping[str, Text] = {
    "not-a-service": Text(
        en="{name} declares no service: no requestCls, no wrapper methods, no process(), no RouteMaps.",
        zh="{name} 没有声明服务：既没有 requestCls 和 wrapper 方法，也没有 process() 和 RouteMaps。",
        hint_en="Derive it from WrapperBase or ModuleRunner, or name the class that does.",
        hint_zh="请继承 WrapperBase 或 ModuleRunner，或指定这样的类。",
    ),
    "missing-service-id": Text(
        en="the class has no serviceId; the platform's schema() fails without it.",
        zh="类中没有 serviceId；缺少它平台的 schema() 会失败。",
        hint_en='Add serviceId = "my_service" to the class.',
        hint_zh='请在类中加上 serviceId = "my_service"。',
    ),
    "missing-version": Text(
        en="the class has no version; the platform's schema() fails without it.",
        zh="类中没有 version；缺少它平台的 schema() 会失败。",
        hint_en='Add version = "v1" to the class.',
        hint_zh='请在类中加上 version = "v1"。',
    ),
    "bad-name": Text(
        en="{name} {value} has characters that a route, a file or a configuration section cannot carry.",
        zh="{name} {value} 含有路由、文件名或配置段无法使用的字符。",
        hint_en="Use ASCII letters, digits, `_`, `-` and `.`, with a letter, digit or `_` first and last.",
        hint_zh="只能使用 ASCII 字母、数字、`_`、`-` 和 `.`，首尾须为字母、数字或 `_`。",
    ),
    "reserved-service-id": Text(
        en="serviceId {value!r} is the name of a part of the schema's `meta` and would overwrite it.",
        zh="serviceId {value!r} 与 schema 中 `meta` 的字段同名，会把它覆盖。",
        hint_en="Choose another serviceId.",
        hint_zh="请换一个 serviceId。",
    ),
    "bad-route": Text(
        en="route {value} is no path.",
        zh="route {value} 不是合法路径。",
        hint_en='Write it like "/v1/private/my_service": a slash first, none at the end, no blanks.',
        hint_zh='请写成 "/v1/private/my_service" 的形式：以斜杠开头，结尾没有斜杠，不含空白。',
    ),
    "reserved-route": Text(
        en="route {value!r} starts with {segment!r}, which belongs to the server itself.",
        zh="路由 {value!r} 以 {segment!r} 开头，该路径属于服务器自身。",
        hint_en="Choose another first segment.",
        hint_zh="请换一个首段。",
    ),
    "no-input": Text(
        en="requestCls declares no input; the platform refuses such a class.",
        zh="requestCls 没有声明任何输入；平台会拒绝这样的类。",
        hint_en='Add a body field, for example StringBodyField(key="text", value=b"hello").',
        hint_zh='请添加一个数据字段，例如 StringBodyField(key="text", value=b"hello")。',
    ),
    "no-output": Text(
        en="responseCls declares no output; the platform refuses such a class.",
        zh="responseCls 没有声明任何输出；平台会拒绝这样的类。",
        hint_en='Add one, for example accept1 = StringBodyField(key="result").',
        hint_zh='请添加一个，例如 accept1 = StringBodyField(key="result")。',
    ),
    "unknown-schema-format": Text(
        en="unknown schema format {name!r}.",
        zh="未知的 schema 格式 {name!r}。",
        hint_en="Choose one of: {known}.",
        hint_zh="请从中选择：{known}。",
    ),
}
_MODULE: Mapping[str, Text] = {
    "settings-not-a-map": Text(
        en="Settings must be a dict; it is {seen}.",
        zh="Settings 必须是字典，现在是 {seen}。",
        hint_en='Write Settings = {{"LaunchSettings": {{...}}}}.',
        hint_zh='请写成 Settings = {{"LaunchSettings": {{...}}}}。',
    ),
    "settings-value": Text(
        en="{name} {value} cannot be read as {kind}.",
        zh="{name} 的值 {value} 无法读作 {kind}。",
        hint_en="Write a value of the declared Type.",
        hint_zh="请写成所声明 Type 的值。",
    ),
    "default-not-read": Text(
        en="the key `Default` is never read.",
        zh="键 `Default` 不会被读取。",
        hint_en="Write `DefaultValue`.",
        hint_zh="请写 `DefaultValue`。",
    ),
    "route-maps-not-a-list": Text(
        en="RouteMaps must be a list; it is {seen}.",
        zh="RouteMaps 必须是列表，现在是 {seen}。",
        hint_en='Write RouteMaps = [{{"Name": ..., "Route": ..., "Command": ...}}].',
        hint_zh='请写成 RouteMaps = [{{"Name": ..., "Route": ..., "Command": ...}}]。',
    ),
    "route-not-a-map": Text(
        en="entry {number} of RouteMaps must be a dict; it is {seen}.",
        zh="RouteMaps 的第 {number} 项必须是字典，现在是 {seen}。",
        hint_en='Write {{"Name": ..., "Route": ..., "Command": ...}}.',
        hint_zh='请写成 {{"Name": ..., "Route": ..., "Command": ...}}。',
    ),
    "no-routes": Text(
        en="RouteMaps has no route, so nothing can call the module.",
        zh="RouteMaps 中没有路由，模块无法被调用。",
        hint_en="Add one, or leave RouteMaps out for the default route.",
        hint_zh="请添加一条，或去掉 RouteMaps 以使用默认路由。",
    ),
    "bad-module-id": Text(
        en="ModuleId {value} cannot be read by the installer.",
        zh="安装程序无法读取 ModuleId {value}。",
        hint_en="Use ASCII letters, digits and `_`, no digit first.",
        hint_zh="只能使用 ASCII 字母、数字和 `_`，且不能以数字开头。",
    ),
    "bad-module-version": Text(
        en="Version {value} is no version of numbers.",
        zh="Version {value} 不是数字版本号。",
        hint_en='Write it like "1.0.0".',
        hint_zh='请写成 "1.0.0" 的形式。',
    ),
    "no-process": Text(
        en="the adapter has no process(data): every request would fail.",
        zh="适配器没有 process(data)，所有请求都会失败。",
        hint_en="Define process(self, data); it returns a dict with `success`, or a method for long work.",
        hint_zh="请定义 process(self, data)；它返回带 `success` 的字典，长任务则返回一个方法。",
    ),
    "route-missing": Text(
        en="entry {number} of RouteMaps has no Route.",
        zh="RouteMaps 的第 {number} 项没有 Route。",
        hint_en='Add "Route": "area/action".',
        hint_zh='请加上 "Route": "area/action"。',
    ),
    "bad-module-route": Text(
        en="Route {value} is not of the form that the server registers.",
        zh="Route {value} 不符合服务器注册的形式。",
        hint_en='Write it like "text/summarise": no slash at either end, no "v1/", no blanks.',
        hint_zh='请写成 "text/summarise" 的形式：首尾没有斜杠，不写 "v1/"，不含空白。',
    ),
    "auto-route": Text(
        en="Route {value!r} is registered by the server for every module.",
        zh="Route {value!r} 由服务器为每个模块自动注册。",
        hint_en="Choose another route.",
        hint_zh="请换一个路由。",
    ),
    "repeated-route": Text(
        en="Route {value!r} is declared twice; case makes no difference.",
        zh="Route {value!r} 声明了两次（不区分大小写）。",
        hint_en="Give each entry a route of its own.",
        hint_zh="请给每一项一个独有的路由。",
    ),
    "route-prefix": Text(
        en="Route {value!r} is the beginning of {other!r}; the server matches prefixes without regard to slashes.",
        zh="Route {value!r} 是 {other!r} 的前缀；服务器按前缀匹配，不看斜杠。",
        hint_en="Rename one so that neither begins with the other.",
        hint_zh="请改名，使两者互不为前缀。",
    ),
    "command-missing": Text(
        en="route {value!r} has no Command.",
        zh="路由 {value!r} 没有 Command。",
        hint_en='Add "Command": "..."; process() reads it as data.command.',
        hint_zh='请加上 "Command": "..."；process() 通过 data.command 读取。',
    ),
    "reserved-command": Text(
        en="Command {value!r} is answered by the platform's SDK and never reaches process().",
        zh="Command {value!r} 由平台 SDK 处理，不会到达 process()。",
        hint_en="Choose another command.",
        hint_zh="请换一个命令名。",
    ),
    "method-not-post": Text(
        en="route {route!r} asks for {value}; the server passes on POST only.",
        zh="路由 {route!r} 声明为 {value}；服务器只转发 POST。",
        hint_en='Write "Method": "POST".',
        hint_zh='请写 "Method": "POST"。',
    ),
    "setting-choice": Text(
        en="{name} is {value}.",
        zh="{name} 的值是 {value}。",
        hint_en="Choose one of: {allowed}.",
        hint_zh="请从中选择：{allowed}。",
    ),
    "setting-flag": Text(
        en="{name} is {value}, neither true nor false.",
        zh="{name} 的值 {value} 既不是 true 也不是 false。",
        hint_en="Write True or False.",
        hint_zh="请写 True 或 False。",
    ),
    "setting-number": Text(
        en="{name} is {value}, no whole number.",
        zh="{name} 的值 {value} 不是整数。",
        hint_en="Write a whole number.",
        hint_zh="请写整数。",
    ),
    "setting-list": Text(
        en="{name} must be a list; it is {value}.",
        zh="{name} 必须是列表，现在是 {value}。",
        hint_en='Write ["all"], for example.',
        hint_zh='例如写成 ["all"]。',
    ),
    "setting-map": Text(
        en="{name} must be a dict; it is {value}.",
        zh="{name} 必须是字典，现在是 {value}。",
        hint_en='Write {{"NAME": "value"}}.',
        hint_zh='请写成 {{"NAME": "value"}}。',
    ),
    "unknown-platform": Text(
        en="InstallOptions.Platforms names {value}, which the server does not know.",
        zh="InstallOptions.Platforms 中的 {value} 是服务器不认识的平台。",
        hint_en="Known are: {known}; `!name` leaves one out.",
        hint_zh="可用的有：{known}；用 `!名称` 排除。",
    ),
    "only-exclusions": Text(
        en="InstallOptions.Platforms only leaves platforms out, so none is left.",
        zh="InstallOptions.Platforms 只有排除项，没有任何可用平台。",
        hint_en='Add "all" in front.',
        hint_zh='请在前面加上 "all"。',
    ),
    "variable-not-scalar": Text(
        en="environment variable {name} is {value}; only text, numbers and True/False can be passed.",
        zh="环境变量 {name} 的值是 {value}；只能传递文本、数字和 True/False。",
        hint_en="Write it as text.",
        hint_zh="请写成文本。",
    ),
    "flat-setting": Text(
        en="{name} stands at the top; servers since 2.5 read it inside its section only.",
        zh="{name} 写在了最外层；2.5 之后的服务器只在相应的段中读取。",
        hint_en="Move it into LaunchSettings, PublishingInfo or InstallOptions.",
        hint_zh="请移到 LaunchSettings、PublishingInfo 或 InstallOptions 中。",
    ),
    "file-outside-module": Text(
        en="LaunchSettings.FilePath {value!r} leads out of the module's folder.",
        zh="LaunchSettings.FilePath {value!r} 指向模块文件夹之外。",
        hint_en="Name a file inside the folder, relative to it.",
        hint_zh="请写文件夹内的相对路径。",
    ),
    "version-not-released": Text(
        en="Version {value} is in no entry of InstallOptions.ModuleReleases; the server would not run it.",
        zh="InstallOptions.ModuleReleases 中没有版本 {value}，服务器不会运行它。",
        hint_en="Add an entry with this ModuleVersion.",
        hint_zh="请添加一个 ModuleVersion 为该版本的条目。",
    ),
}

TEXTS: Mapping[str, Text] = {**_FIELDS, **_SERVICE, **_MODULE}
