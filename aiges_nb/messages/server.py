"""Texts of the server area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    # -- what is wrong with a call as a whole
    "http-bad-request": Text(en="The request cannot be read.", zh="无法读取该请求。"),
    "http-no-token": Text(en="A token is needed.", zh="需要令牌。"),
    "http-forbidden": Text(en="This caller may not do that.", zh="不允许此调用方执行该操作。"),
    "http-not-found": Text(en="There is nothing here.", zh="此处没有内容。"),
    "http-wrong-method": Text(en="This path is called in another way.", zh="此路径应使用其他方法调用。"),
    "http-conflict": Text(en="This does not fit what was done before.", zh="与先前的操作冲突。"),
    "http-too-large": Text(en="The request is too large.", zh="请求过大。"),
    "http-wrong-content-type": Text(en="This content type is not taken here.", zh="此处不接受该内容类型。"),
    "http-does-not-fit": Text(en="The values do not fit what the service declares.", zh="参数值与服务声明不符。"),
    "http-busy": Text(en="Busy; come back later.", zh="繁忙，请稍后再试。"),
    "http-headers-too-large": Text(en="Too many headers, or too large ones.", zh="请求头过多或过大。"),
    "http-failed": Text(en="The service failed.", zh="服务出错。"),
    "http-out-of-time": Text(en="Out of time.", zh="已超时。"),
    "token-needed": Text(
        en="This server asks for a token.",
        zh="此服务器要求提供令牌。",
        hint_en="Send `Authorization: Bearer TOKEN`; in a browser, open the address with `?token=TOKEN` once.",
        hint_zh="请发送 `Authorization: Bearer 令牌`；在浏览器中可用 `?token=令牌` 打开一次。",
    ),
    "host-not-allowed": Text(
        en="The Host header names {value!r}, which this server does not answer to.",
        zh="Host 请求头为 {value!r}，此服务器不以该名称应答。",
        hint_en="Call it by its address, or allow the name with --allow-host.",
        hint_zh="请用其地址访问，或用 --allow-host 允许该名称。",
    ),
    "origin-not-allowed": Text(
        en="A page of {value!r} may not call this server.",
        zh="来自 {value!r} 的页面不得调用此服务器。",
        hint_en="Call it from its own page, or from a program, which sends no Origin.",
        hint_zh="请从其自身页面或从程序（不发送 Origin）调用。",
    ),
    "headers-too-large": Text(
        en="More than {limit} headers, or more than {size} bytes of them.",
        zh="请求头超过 {limit} 个，或总长超过 {size} 字节。",
    ),
    "wrong-method": Text(
        en="{method} is not answered here; {allowed} is.",
        zh="此处不支持 {method}；支持 {allowed}。",
    ),
    "no-such-path": Text(
        en="There is no path {path!r}.",
        zh="没有路径 {path!r}。",
        hint_en="GET /openapi.json lists what there is.",
        hint_zh="GET /openapi.json 会列出全部路径。",
    ),
    "not-json-type": Text(
        en="The content type is {value!r}; this route takes application/json.",
        zh="内容类型为 {value!r}；此路径只接受 application/json。",
        hint_en="Send `Content-Type: application/json`.",
        hint_zh="请发送 `Content-Type: application/json`。",
    ),
    "content-encoding": Text(
        en="Bodies in the encoding {value!r} are not unpacked.",
        zh="不会解压以 {value!r} 编码的请求体。",
        hint_en="Send the body as it is.",
        hint_zh="请直接发送未压缩的请求体。",
    ),
    "body-too-large": Text(
        en="The body has more than {limit} bytes.",
        zh="请求体超过 {limit} 字节。",
    ),
    "body-too-slow": Text(
        en="Nothing of the body came for {seconds} s.",
        zh="{seconds} 秒内未收到请求体的任何内容。",
    ),
    # -- what is wrong with a JSON body
    "body-not-json": Text(
        en="The body is no JSON: {reason}",
        zh="请求体不是 JSON：{reason}",
    ),
    "body-too-many-values": Text(
        en="The body holds more than {limit} values.",
        zh="请求体包含的值超过 {limit} 个。",
    ),
    "body-too-deep": Text(
        en="The body is nested deeper than {limit} levels.",
        zh="请求体嵌套超过 {limit} 层。",
    ),
    "body-repeated-key": Text(
        en="The key {key!r} stands twice in one object.",
        zh="同一对象中键 {key!r} 出现了两次。",
        hint_en="Readers disagree which one counts; send it once.",
        hint_zh="不同的解析器取值不同；请只发送一次。",
    ),
    "body-not-object": Text(
        en="The body is a JSON {seen}; an object with header, parameter and payload is expected.",
        zh="请求体是 JSON {seen}；应为包含 header、parameter 和 payload 的对象。",
    ),
    # -- what is wrong with an AIGES request
    "unknown-section": Text(
        en="{name!r} is no section of a request; it is left aside.",
        zh="{name!r} 不是请求的组成部分，已忽略。",
        hint_en="The sections are header, parameter and payload.",
        hint_zh="请求由 header、parameter 和 payload 组成。",
    ),
    "section-not-object": Text(
        en="{name} must be a JSON object; it is a {seen}.",
        zh="{name} 必须是 JSON 对象，实际为 {seen}。",
    ),
    "unknown-service": Text(
        en="parameter names the service {name!r}; this one is {known!r}.",
        zh="parameter 中的服务名为 {name!r}；本服务为 {known!r}。",
        hint_en="Put the parameters under `parameter.{known}`.",
        hint_zh="请把参数放在 `parameter.{known}` 下。",
    ),
    "announcement-not-object": Text(
        en='An output is announced by an object such as {{"data_type": "text"}}; this is a {seen}.',
        zh='输出须用对象声明，如 {{"data_type": "text"}}；实际为 {seen}。',
    ),
    "number-not-text": Text(
        en="The value came as a JSON number and was passed on as the text {value!r}.",
        zh="该值以 JSON 数字传入，已转为文本 {value!r}。",
        hint_en="AIGES' own front end garbles JSON numbers (5 becomes 5629499534213120p-50); send text.",
        hint_zh="AIGES 前端会破坏 JSON 数字（5 会变成 5629499534213120p-50）；请发送文本。",
    ),
    "attribute-not-scalar": Text(
        en="The attribute {name!r} must be text, a number or a boolean.",
        zh="属性 {name!r} 必须是文本、数字或布尔值。",
    ),
    "unknown-data-type": Text(
        en="data_type {value} is none of {known}.",
        zh="data_type {value} 不在 {known} 之中。",
    ),
    "no-data-field": Text(
        en="There is no data: the field {field!r} is missing.",
        zh="没有数据：缺少字段 {field!r}。",
        hint_en="Put the data there as base64.",
        hint_zh="请以 base64 形式放在该字段中。",
    ),
    "several-data-fields": Text(
        en="There are several data fields ({fields}); exactly one is expected: {field}.",
        zh="存在多个数据字段（{fields}）；只应有一个：{field}。",
    ),
    "other-data-field": Text(
        en="The data stands under {seen!r}; this input is declared as {field!r}.",
        zh="数据位于 {seen!r} 下；该输入声明为 {field!r}。",
    ),
    "bad-base64": Text(
        en="The data ({size} characters) is not standard base64: {reason}",
        zh="数据（{size} 个字符）不是标准 base64：{reason}",
        hint_en="Use the alphabet with + and /, padded with =, without line breaks or a data: head.",
        hint_zh="请使用含 + 和 / 的字母表，以 = 补齐，不含换行和 data: 前缀。",
    ),
    "data-field-type": Text(
        en="The data must be a base64 string, or a JSON object or array; it is a {seen}.",
        zh="数据必须是 base64 字符串，或 JSON 对象、数组；实际为 {seen}。",
    ),
    "bad-data-status": Text(
        en="status is {value}; 0 begins, 1 continues, 2 ends a stream, 3 is data at once.",
        zh="status 为 {value}；0 开始、1 继续、2 结束，3 表示一次性数据。",
    ),
    "output-not-announced": Text(
        en="The output {key!r} was not announced with its type, so AIGES refuses the answer (10106).",
        zh="输出 {key!r} 未按类型声明，AIGES 会拒绝该结果（10106）。",
        hint_en='Add `"{key}": {{"data_type": "{word}"}}` under `parameter.{service}`.',
        hint_zh='请在 `parameter.{service}` 下添加 `"{key}": {{"data_type": "{word}"}}`。',
    ),
    "too-many-pixels": Text(
        en="The picture has {width} x {height} pixels; {limit} are taken at most.",
        zh="图片为 {width} x {height} 像素；最多接受 {limit} 像素。",
    ),
    "bad-wav": Text(
        en="The WAV header does not fit the data: {reason}.",
        zh="WAV 头与数据不符：{reason}。",
    ),
    # -- jobs
    "bad-idempotency-key": Text(
        en="Idempotency-Key must be 1 to 255 printable characters.",
        zh="Idempotency-Key 必须是 1 到 255 个可打印字符。",
    ),
    "idempotency-key-reused": Text(
        en="This Idempotency-Key was used for another request.",
        zh="此 Idempotency-Key 已用于另一个请求。",
        hint_en="Make a fresh key for each request that differs.",
        hint_zh="请为每个不同的请求使用新的键。",
    ),
    "bad-limit": Text(en="limit is {value!r}; 1 to {limit} are taken.", zh="limit 为 {value!r}；应为 1 到 {limit}。"),
    "bad-state": Text(en="state {value!r} is none of {known}.", zh="state {value!r} 不在 {known} 之中。"),
    "no-such-output": Text(
        en="There is no output {number}; the run has {count}.",
        zh="没有编号为 {number} 的输出；该运行共有 {count} 个。",
        hint_en="Outputs are there once the run has succeeded; they are counted from 0.",
        hint_zh="运行成功后才有输出；编号从 0 开始。",
    ),
    "cancel-not-object": Text(
        en='The body of a cancel is empty or {{"force": true}}.',
        zh='取消请求的请求体应为空或 {{"force": true}}。',
    ),
    "force-not-boolean": Text(en="force must be true or false.", zh="force 必须为 true 或 false。"),
    "too-many-sessions": Text(en="{limit} sessions are open already.", zh="已有 {limit} 个会话处于打开状态。"),
    "too-many-streams": Text(
        en="{limit} event streams are open already.",
        zh="已有 {limit} 个事件流处于打开状态。",
    ),
    # -- what is wrong with a form
    "unknown-content-type": Text(
        en="The content type is {value!r}; {known} are taken.",
        zh="内容类型为 {value!r}；只接受 {known}。",
    ),
    "form-not-text": Text(
        en="The form is not urlencoded text in UTF-8.",
        zh="表单不是以 UTF-8 编码的 urlencoded 文本。",
    ),
    "form-too-many-parts": Text(en="There are more than {limit} parts.", zh="表单超过 {limit} 个部分。"),
    "form-part-no-name": Text(
        en="Part {number} has no name in its Content-Disposition.",
        zh="第 {number} 部分的 Content-Disposition 中没有 name。",
    ),
    "form-value-not-utf8": Text(
        en="The value is no UTF-8 text (byte {position}).",
        zh="该值不是 UTF-8 文本（第 {position} 字节）。",
        hint_en="Send binary data as a file, with a filename.",
        hint_zh="二进制数据请作为文件发送，并给出 filename。",
    ),
    "form-no-boundary": Text(
        en="The content type names no boundary of 1 to 70 characters.",
        zh="内容类型中没有 1 到 70 个字符的 boundary。",
    ),
    "form-broken": Text(en="The form cannot be read: {reason}.", zh="无法读取表单：{reason}。"),
    "form-not-payload": Text(
        en='A JSON body has the platform\'s shape: {{"values": [{{"key", "value": [..]}}], "files": [..]}}.',
        zh='JSON 请求体须为平台的格式：{{"values": [{{"key", "value": [..]}}], "files": [..]}}。',
        hint_en='Plain objects such as {{"prompt": ..}} are not understood by the platform; send a form.',
        hint_zh='平台不识别 {{"prompt": ..}} 这样的普通对象；请发送表单。',
    ),
    "form-bad-value": Text(
        en='A value is {{"key": text, "value": [texts]}}.', zh='值的格式为 {{"key": 文本, "value": [文本]}}。'
    ),
    "form-bad-file": Text(
        en='A file is {{"name", "filename", "contentType", "data"}} with base64 data.',
        zh='文件的格式为 {{"name", "filename", "contentType", "data"}}，data 为 base64。',
    ),
    "worker-gone-meanwhile": Text(en="The worker has ended meanwhile.", zh="工作进程已在此期间结束。"),
    # -- how a call ended
    "server-busy": Text(
        en="Busy: {waiting} calls are waiting already.",
        zh="繁忙：已有 {waiting} 个调用在等待。",
        hint_en="Come back after the seconds that Retry-After tells.",
        hint_zh="请在 Retry-After 指定的秒数之后再试。",
    ),
    "server-closing": Text(en="The server is ending.", zh="服务器正在关闭。"),
    "server-not-ready": Text(en="The class is not loaded yet.", zh="类尚未加载完成。"),
    "worker-broke-off": Text(
        en="The worker ended during this call: {reason}",
        zh="工作进程在此次调用中结束：{reason}",
    ),
    # -- a module's folder
    "module-no-file": Text(
        en="{folder}: LaunchSettings.FilePath names no file.", zh="{folder}：LaunchSettings.FilePath 未指定文件。"
    ),
    "module-file-missing": Text(
        en="{folder}: the module's file {file!r} is not there, or lies outside the folder.",
        zh="{folder}：模块文件 {file!r} 不存在，或位于文件夹之外。",
    ),
    "module-no-settings": Text(
        en="{folder} holds no module: no entry in its modulesettings.json.",
        zh="{folder} 不是模块：modulesettings.json 中没有模块条目。",
    ),
    "module-bad-settings": Text(en="{file} cannot be read: {reason}.", zh="无法读取 {file}：{reason}。"),
    "module-no-swap": Text(
        en="A module's folder is served as it is; start the server anew to serve another.",
        zh="模块文件夹按原样提供服务；如需更换，请重新启动服务器。",
    ),
    # -- starting one
    "cannot-listen": Text(
        en="Cannot listen on {host} port {port}: {reason}.",
        zh="无法监听 {host} 端口 {port}：{reason}。",
        hint_en="Choose another with --port; 0 takes any that is free.",
        hint_zh="请用 --port 另选端口；0 表示任选空闲端口。",
    ),
    "bad-port": Text(en="{value} is no port; 0 to 65535 are.", zh="{value} 不是端口号；应为 0 到 65535。"),
    "bad-workers": Text(
        en="{value} workers cannot be had; 1 to 256 can.", zh="工作进程数 {value} 无效；应为 1 到 256。"
    ),
    "bad-token": Text(
        en="A token must be printable ASCII without blanks.",
        zh="令牌必须是不含空格的可打印 ASCII 字符。",
    ),
    "token-and-no-token": Text(
        en="--token and --no-token exclude each other.",
        zh="--token 与 --no-token 不能同时使用。",
    ),
    "not-serving": Text(en="Nothing is served by this session.", zh="此会话没有正在运行的服务。"),
    "serve-installs": Text(
        en="The module {module} runs in an environment of its own (Python {python}), made once and kept.",
        zh="模块 {module} 在独立环境中运行（Python {python}），环境只创建一次并保留。",
    ),
    "serve-no-environment": Text(
        en="What the module {module} needs could not be installed: {reason}",
        zh="无法安装模块 {module} 所需的依赖：{reason}",
        hint_en="Give an interpreter that has it with --python, or mend requirements.txt.",
        hint_zh="请用 --python 指定已装好依赖的解释器，或修正 requirements.txt。",
    ),
    "serve-not-installed": Text(
        en="Serving needs {missing}.",
        zh="提供服务需要 {missing}。",
        hint_en='Install it: pip install "aiges_nb[serve]"',
        hint_zh='请安装：pip install "aiges_nb[serve]"',
    ),
    "serve-open": Text(en="Open {url} in a browser.", zh="请在浏览器中打开 {url}"),
    "serve-live": Text(en="{name} is served on {url}", zh="{name} 已在 {url} 提供服务"),
    "serve-live-html": Text(en="{name} is served on", zh="{name} 的服务地址："),
    "serve-swapped": Text(en="{name} is served as it is now.", zh="{name} 已更新为最新定义并继续提供服务。"),
    "serve-not-swapped": Text(
        en="The server goes on with the class as it was before: {reason}",
        zh="服务器继续使用先前的类：{reason}",
    ),
}
