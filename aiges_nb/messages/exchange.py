"""Texts of the exchange area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

_REQUEST: Mapping[str, Text] = {
    "unknown-operation": Text(
        en="the service has no operation {name!r}.",
        zh="该服务没有操作 {name!r}。",
        hint_en="Choose one of: {known}.",
        hint_zh="请从中选择：{known}。",
    ),
    "unknown-key": Text(
        en="{key!r} is not declared.",
        zh="{key!r} 没有声明。",
        hint_en="Declared are: {known}.",
        hint_zh="已声明的有：{known}。",
    ),
    "unknown-key-near": Text(
        en="{key!r} is not declared.",
        zh="{key!r} 没有声明。",
        hint_en="Did you mean {near!r}?",
        hint_zh="是否想写 {near!r}？",
    ),
    "undeclared-value": Text(
        en="{key!r} is in no Inputs of this route; the server passes it on all the same.",
        zh="{key!r} 不在该路由的 Inputs 中；服务器仍会原样转发。",
        hint_en="Declared are: {known}.",
        hint_zh="已声明的有：{known}。",
    ),
    "missing-param": Text(
        en="required, but no value was given and none is declared.",
        zh="必填，但没有给出值，也没有声明默认值。",
        hint_en="Give a {kind}.",
        hint_zh="请给出一个 {kind} 类型的值。",
    ),
    "param-type": Text(
        en="expected a {kind}, got {seen} {value}.",
        zh="应为 {kind}，得到的是 {seen} {value}。",
        hint_en="Give a {kind}, or its text.",
        hint_zh="请给出 {kind} 类型的值或其文本。",
    ),
    "not-a-value": Text(
        en="{value!r} is no {kind}.",
        zh="{value!r} 不是 {kind} 类型的值。",
        hint_en="Write it like 3, 0.5 or true, as the type asks.",
        hint_zh="请按类型书写，例如 3、0.5 或 true。",
    ),
    "not-finite": Text(
        en="{value} cannot travel: JSON has no such number.",
        zh="{value} 无法传输：JSON 中没有这样的数。",
        hint_en="Give a finite number.",
        hint_zh="请给出有限的数。",
    ),
    "not-in-enum": Text(
        en="{value} is not allowed.",
        zh="不允许的值 {value}。",
        hint_en="Choose one of: {allowed}.",
        hint_zh="请从中选择：{allowed}。",
    ),
    "below-minimum": Text(
        en="{value} is below the minimum {minimum}.",
        zh="{value} 小于最小值 {minimum}。",
        hint_en="Give {minimum} or more.",
        hint_zh="请给出不小于 {minimum} 的值。",
    ),
    "above-maximum": Text(
        en="{value} is above the maximum {maximum}.",
        zh="{value} 大于最大值 {maximum}。",
        hint_en="Give {maximum} or less.",
        hint_zh="请给出不大于 {maximum} 的值。",
    ),
    "too-short": Text(
        en="{size} characters are too few; {minimum} are needed.",
        zh="{size} 个字符太短，至少需要 {minimum} 个。",
        hint_en="Give a longer text.",
        hint_zh="请给出更长的文本。",
    ),
    "too-long": Text(
        en="{size} characters are too many; {maximum} are allowed.",
        zh="{size} 个字符太长，最多允许 {maximum} 个。",
        hint_en="Give a shorter text.",
        hint_zh="请给出更短的文本。",
    ),
    "missing-input": Text(
        en="no {type} was given and no sample is declared.",
        zh="没有给出 {type} 数据，也没有声明示例。",
        hint_en="Give bytes, a path as @file or Path(...), or declare a sample in the field.",
        hint_zh="请给出 bytes、以 @文件 或 Path(...) 表示的路径，或在字段中声明示例。",
    ),
    "missing-sample": Text(
        en="nothing was given, and the declared sample {file!r} is not there.",
        zh="没有给出数据，声明的示例文件 {file!r} 也不存在。",
        hint_en="Give a value, or put the file in its place.",
        hint_zh="请给出数据，或把文件放到相应位置。",
    ),
    "input-type": Text(
        en="expected {type} data, got {seen} {value}.",
        zh="应为 {type} 数据，得到的是 {seen} {value}。",
        hint_en="Give bytes, a path as @file or Path(...), or an open file.",
        hint_zh="请给出 bytes、以 @文件 或 Path(...) 表示的路径，或打开的文件。",
    ),
    "str-for-bytes": Text(
        en="expected {type} bytes, got str of {size} characters.",
        zh="应为 {type} 的字节数据，得到的是 {size} 个字符的 str。",
        hint_en="Pass a path as @file, Path(...) or bytes.",
        hint_zh="请以 @文件、Path(...) 或 bytes 传入。",
    ),
    "empty-input": Text(
        en="the {type} data is empty.",
        zh="{type} 数据是空的。",
        hint_en="Choose a file that holds data.",
        hint_zh="请选择有内容的文件。",
    ),
    "not-an-image": Text(
        en="{size} bytes that are no picture; they begin with {seen}.",
        zh="这 {size} 字节不是图片；开头是 {seen}。",
        hint_en="Give JPEG, PNG, GIF, BMP, WebP or TIFF bytes.",
        hint_zh="请给出 JPEG、PNG、GIF、BMP、WebP 或 TIFF 数据。",
    ),
    "other-media": Text(
        en="the bytes look like {seen}, not like {type}.",
        zh="数据看起来是 {seen}，不像 {type}。",
        hint_en="Check that it is the right file.",
        hint_zh="请确认文件是否正确。",
    ),
    "input-not-json": Text(
        en="this is no JSON: {reason}.",
        zh="不是合法的 JSON：{reason}。",
        hint_en="Give JSON text, or a dict or list without NaN.",
        hint_zh="请给出 JSON 文本，或不含 NaN 的字典或列表。",
    ),
    "not-encodable": Text(
        en="{value} cannot be written in the declared encoding {encoding}.",
        zh="{value} 无法用声明的编码 {encoding} 表示。",
        hint_en='Leave the character out, or declare encoding="utf8".',
        hint_zh='请去掉该字符，或声明 encoding="utf8"。',
    ),
    "bad-data-uri": Text(
        en="the data URI holds no base64: {reason}.",
        zh="data URI 中不是合法的 base64：{reason}。",
        hint_en="Give bytes, or a path as @file.",
        hint_zh="请给出 bytes，或以 @文件 表示路径。",
    ),
    "file-not-found": Text(
        en="there is no file {file!r}.",
        zh="文件 {file!r} 不存在。",
        hint_en="Check the name, and the folder that a relative path starts from.",
        hint_zh="请检查文件名，以及相对路径从哪个文件夹算起。",
    ),
    "file-is-folder": Text(
        en="{file!r} is a folder.",
        zh="{file!r} 是文件夹。",
        hint_en="Name a file inside it.",
        hint_zh="请指定其中的文件。",
    ),
    "file-unreadable": Text(
        en="{file!r} cannot be read: {reason}.",
        zh="无法读取 {file!r}：{reason}。",
        hint_en="Check the file and its permissions.",
        hint_zh="请检查文件及其权限。",
    ),
    "picture-not-encodable": Text(
        en="the picture cannot be written as PNG: {reason}.",
        zh="无法把图片写成 PNG：{reason}。",
        hint_en="Give uint8 pixels of shape (height, width) or (height, width, 3), or encoded bytes.",
        hint_zh="请给出形状为 (高, 宽) 或 (高, 宽, 3) 的 uint8 像素，或编码后的 bytes。",
    ),
}
_RESPONSE: Mapping[str, Text] = {
    "answered-none": Text(
        en="the wrapper answered None.",
        zh="wrapper 返回了 None。",
        hint_en="Return a Response: `return res`, on every way out.",
        hint_zh="请在每个出口返回 Response：`return res`。",
    ),
    "answered-class": Text(
        en="the wrapper answered the class {name}, not an instance.",
        zh="wrapper 返回了类 {name}，而不是它的实例。",
        hint_en="Return {name}() with its list set.",
        hint_zh="请返回设置好 list 的 {name}()。",
    ),
    "answered-coroutine": Text(
        en="the wrapper answered a coroutine; the platform never awaits it.",
        zh="wrapper 返回了协程；平台不会等待它。",
        hint_en="Write `def` instead of `async def`.",
        hint_zh="请用 `def` 代替 `async def`。",
    ),
    "not-a-response": Text(
        en="expected a Response, got {seen} {value}.",
        zh="应返回 Response，得到的是 {seen} {value}。",
        hint_en="Put the result into ResponseData items and return a Response with them in its list.",
        hint_zh="请把结果放进 ResponseData，并返回 list 中含有它们的 Response。",
    ),
    "list-not-a-list": Text(
        en="Response.list must be a list; it is {seen}.",
        zh="Response.list 必须是列表，现在是 {seen}。",
        hint_en="Write res.list = [item].",
        hint_zh="请写 res.list = [item]。",
    ),
    "empty-response": Text(
        en="Response.list is empty, and no error code is set.",
        zh="Response.list 为空，也没有设置错误码。",
        hint_en="Put a ResponseData for each declared output into it, or return res.response_err(code).",
        hint_zh="请为每个声明的输出放入一个 ResponseData，或返回 res.response_err(code)。",
    ),
    "not-response-data": Text(
        en="item {position} of Response.list is {seen}, no ResponseData.",
        zh="Response.list 的第 {position} 项是 {seen}，不是 ResponseData。",
        hint_en="Make a ResponseData, set its key and call setData(bytes).",
        hint_zh="请创建 ResponseData，设置 key 并调用 setData(bytes)。",
    ),
    "error-code-type": Text(
        en="error_code must be a whole number; it is {seen} {value}.",
        zh="error_code 必须是整数，现在是 {seen} {value}。",
        hint_en="Call res.response_err(code) with an int.",
        hint_zh="请以 int 调用 res.response_err(code)。",
    ),
    "error-text-raised": Text(
        en="wrapperError({code}) itself raised: {reason}.",
        zh="wrapperError({code}) 自身抛出异常：{reason}。",
        hint_en="Let it return a text for every code.",
        hint_zh="请让它对任何错误码都返回文本。",
    ),
    "error-text-type": Text(
        en="wrapperError({code}) returned {seen}; the loader needs str.",
        zh="wrapperError({code}) 返回了 {seen}；加载器需要 str。",
        hint_en='Return a text for every code, at least "".',
        hint_zh='请对任何错误码都返回文本，至少返回 ""。',
    ),
    "key-type": Text(
        en="the key of item {position} is {seen}, no text.",
        zh="第 {position} 项的 key 是 {seen}，不是文本。",
        hint_en="Set item.key to the declared key.",
        hint_zh="请把 item.key 设为声明的键。",
    ),
    "empty-key": Text(
        en="item {position} of Response.list has no key; a fresh Response holds one empty item.",
        zh="Response.list 的第 {position} 项没有 key；新建的 Response 自带一个空项。",
        hint_en="Replace the list: res.list = [item]. Declared keys: {known}.",
        hint_zh="请整体替换列表：res.list = [item]。已声明的键：{known}。",
    ),
    "undeclared-output": Text(
        en="the answer's key {key!r} is not declared in responseCls.",
        zh="返回的键 {key!r} 没有在 responseCls 中声明。",
        hint_en="Use the declared key, the nearest first: {known}.",
        hint_zh="请使用声明的键（最接近的在前）：{known}。",
    ),
    "repeated-key": Text(
        en="{key!r} is answered twice.",
        zh="{key!r} 返回了两次。",
        hint_en="Answer each output once.",
        hint_zh="每个输出只返回一次。",
    ),
    "missing-output": Text(
        en="the declared output {key!r} is missing; given were: {given}.",
        zh="缺少声明的输出 {key!r}；实际返回：{given}。",
        hint_en="Answer every declared output, an empty one too: clients announce them, AIGES answers 10106 else.",
        hint_zh="请返回每个声明的输出（可以为空）：客户端会声明期望的输出，缺失时 AIGES 返回 10106。",
    ),
    "wrong-type": Text(
        en="the type is {seen}, declared is {declared}.",
        zh="类型是 {seen}，声明的是 {declared}。",
        hint_en="Call setDataType with the declared type.",
        hint_zh="请以声明的类型调用 setDataType。",
    ),
    "status-not-once": Text(
        en="the status is {status}; a one-shot answer needs 3.",
        zh="状态是 {status}；一次性返回需要 3。",
        hint_en="Set item.status = Once.",
        hint_zh="请设置 item.status = Once。",
    ),
    "output-str": Text(
        en="the data is a str of {size} characters: read as UTF-8 here, refused by the SDK's check and the loaders.",
        zh="数据是 {size} 个字符的 str；此处按 UTF-8 读取，但 SDK 的检查和 C++ 加载器会拒绝。",
        hint_en='Call setData(text.encode("utf-8")).',
        hint_zh='请调用 setData(text.encode("utf-8"))。',
    ),
    "output-memoryview": Text(
        en="the data is a memoryview; the SDK's check lets it pass, both loaders refuse it.",
        zh="数据是 memoryview；SDK 的检查会放行，但两种加载器都会拒绝。",
        hint_en="Call setData(bytes(view)).",
        hint_zh="请调用 setData(bytes(view))。",
    ),
    "output-bytearray": Text(
        en="the data is a bytearray; the SDK's check and the C++ loader refuse it.",
        zh="数据是 bytearray；SDK 的检查和 C++ 加载器都会拒绝。",
        hint_en="Call setData(bytes(data)).",
        hint_zh="请调用 setData(bytes(data))。",
    ),
    "output-data-type": Text(
        en="expected bytes as data, got {seen} {value}.",
        zh="数据应为 bytes，得到的是 {seen} {value}。",
        hint_en="Encode the result and call setData(bytes).",
        hint_zh="请把结果编码后调用 setData(bytes)。",
    ),
    "len-too-long": Text(
        en="len is {length}, but there are {size} bytes: the C++ loader would read beyond them.",
        zh="len 是 {length}，而数据只有 {size} 字节：C++ 加载器会越界读取。",
        hint_en="Call setData(bytes), which sets len; do not set it yourself.",
        hint_zh="请调用 setData(bytes)，它会设置 len；不要自行设置。",
    ),
    "len-disagrees": Text(
        en="len is {length}, but there are {size} bytes: the loader copies len bytes only.",
        zh="len 是 {length}，而数据有 {size} 字节：加载器只复制 len 字节。",
        hint_en="Call setData(bytes), which sets len; do not set it yourself.",
        hint_zh="请调用 setData(bytes)，它会设置 len；不要自行设置。",
    ),
    "output-not-json": Text(
        en="declared as JSON, but its {size} bytes are none: {reason}.",
        zh="声明为 JSON，但这 {size} 字节不是 JSON：{reason}。",
        hint_en="Use json.dumps(value, allow_nan=False).encode().",
        hint_zh="请使用 json.dumps(value, allow_nan=False).encode()。",
    ),
    "output-not-an-image": Text(
        en="declared as an image, but the bytes begin with {seen}.",
        zh="声明为图片，但数据开头是 {seen}。",
        hint_en="Answer encoded picture bytes, not pixels or base64.",
        hint_zh="请返回编码后的图片字节，而不是像素或 base64。",
    ),
    "output-not-utf8": Text(
        en="declared as text, but byte {position} is no UTF-8.",
        zh="声明为文本，但第 {position} 字节不是 UTF-8。",
        hint_en="Encode with UTF-8, or declare the encoding you use.",
        hint_zh="请用 UTF-8 编码，或声明实际使用的编码。",
    ),
    "empty-output": Text(
        en="the {type} output is empty.",
        zh="{type} 输出为空。",
        hint_en="Fine if meant; ResponseData(data=...) drops its data without a word, setData keeps it.",
        hint_zh="若有意如此则无妨；注意 ResponseData(data=...) 会静默丢弃数据，应使用 setData。",
    ),
}
_MODULE: Mapping[str, Text] = {
    "module-answered-none": Text(
        en="the adapter answered None; clients get 'unable to process the request'.",
        zh="适配器返回了 None；客户端只会得到“unable to process the request”。",
        hint_en='Return {{"success": True, ...}}.',
        hint_zh='请返回 {{"success": True, ...}}。',
    ),
    "module-answer-type": Text(
        en="expected a dict, got {seen} {value}; the client would wait until its time-out.",
        zh="应返回字典，得到的是 {seen} {value}；客户端会一直等到超时。",
        hint_en='Return {{"success": True, "result": ...}}.',
        hint_zh='请返回 {{"success": True, "result": ...}}。',
    ),
    "no-success": Text(
        en="the answer has no `success`; the client would wait until its time-out.",
        zh="返回值中没有 `success`；客户端会一直等到超时。",
        hint_en='Add "success": True or False.',
        hint_zh='请加上 "success": True 或 False。',
    ),
    "success-type": Text(
        en="`success` is {value}; only True counts as success.",
        zh="`success` 的值是 {value}；只有 True 才算成功。",
        hint_en="Write True or False.",
        hint_zh="请写 True 或 False。",
    ),
    "cleaned-for-json": Text(
        en="{seen} is nothing that JSON can hold; it was converted here, the platform's SDK would send no answer.",
        zh="{seen} 不是 JSON 能表示的值；此处已转换，平台 SDK 则不会发出应答。",
        hint_en="Convert it before returning: numbers with float() or int(), data as base64, NaN as None.",
        hint_zh="请在返回前转换：数字用 float() 或 int()，数据用 base64，NaN 用 None。",
    ),
    "missing-module-output": Text(
        en="the declared output {key!r} is missing.",
        zh="缺少声明的输出 {key!r}。",
        hint_en="Add it to the answer, or take it out of Outputs.",
        hint_zh="请在返回值中加上，或从 Outputs 中删去。",
    ),
}
_CODES: Mapping[str, Text] = {
    f"aiges-code-{code}": Text(en=en, zh=zh)
    for code, en, zh in (
        ("python", "a Python exception, or an answer it cannot read", "Python 异常或无法读取的返回值"),
        (10000, "the request is no JSON", "请求不是 JSON"),
        (10001, "the payload cannot be read", "payload 无法读取"),
        (10002, "the call into the service failed", "调用服务失败"),
        (10003, "the answer is empty, or the operation is invalid", "应答为空，或操作无效"),
        (10004, "the answer cannot be decoded, or the session mode is invalid", "应答无法解码，或会话模式无效"),
        (10008, "invalid handle", "句柄无效"),
        (10009, "invalid data", "数据无效"),
        (10019, "the session is out of time", "会话超时"),
        (10041, "encoding or decoding of media failed", "媒体编解码失败"),
        (10101, "the engine is not active", "引擎未激活"),
        (10102, "the one-shot call is out of time", "一次性调用超时"),
        (10106, "an announced output is missing, or has another type", "声明期望的输出缺失或类型不符"),
        (10109, "the engine crashed", "引擎崩溃"),
        (10313, "appid is missing or invalid", "appid 缺失或无效"),
        (10901, "wrapperInit failed", "wrapperInit 失败"),
        (10902, "wrapperFini failed", "wrapperFini 失败"),
        (10903, "wrapperLoadRes failed", "wrapperLoadRes 失败"),
        (10904, "wrapperUnloadRes failed", "wrapperUnloadRes 失败"),
        (10905, "wrapperCreate failed", "wrapperCreate 失败"),
        (10906, "wrapperDestroy failed", "wrapperDestroy 失败"),
        (10907, "wrapperWrite failed", "wrapperWrite 失败"),
        (10908, "wrapperRead failed", "wrapperRead 失败"),
        (10909, "wrapperOnceExec failed; its own code stands in the text", "wrapperOnceExec 失败，自身错误码在文本中"),
        (10910, "wrapperOnceExecAsync failed", "wrapperOnceExecAsync 失败"),
        (30001, "wrapperInit raised in the Python server", "Python 服务中 wrapperInit 抛出异常"),
        (30002, "wrapperInit returned a code other than 0", "wrapperInit 返回了非 0 值"),
        (30003, "wrapperOnceExec raised in the Python server", "Python 服务中 wrapperOnceExec 抛出异常"),
    )
}  # fmt: skip

TEXTS: Mapping[str, Text] = {**_REQUEST, **_RESPONSE, **_MODULE, **_CODES}
