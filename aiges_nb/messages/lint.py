"""Texts of the lint area."""

from __future__ import annotations

from collections.abc import Mapping

from . import Text

TEXTS: Mapping[str, Text] = {
    # hooks
    "hook-without-self": Text(
        en="{hook}() takes no argument, not even self; every loader calls it on an instance, which raises TypeError.",
        zh="{hook}() 没有任何参数，连 self 也没有；所有加载器都在实例上调用它，会抛出 TypeError。",
        hint_en="Write `def {hook}(self, ...)`.",
        hint_zh="请写成 `def {hook}(self, ...)`。",
    ),
    "hook-arity": Text(
        en="{hook} takes {taken} arguments besides self; loaders give between {least} and {most}, so nobody can "
        "call it.",
        zh="{hook} 除 self 外有 {taken} 个参数；加载器会传 {least} 到 {most} 个，因此谁都无法调用它。",
        hint_en="Give the hook the documented arguments; further ones need defaults.",
        hint_zh="请使用文档规定的参数；额外的参数需要默认值。",
    ),
    "bridged-arity": Text(
        en="{hook} takes {taken} arguments besides self; {loaders} calls it with another number. The export "
        "bridges that.",
        zh="{hook} 除 self 外有 {taken} 个参数；{loaders} 调用时的参数个数不同。导出时会自动衔接。",
    ),
    "hook-async": Text(
        en="{hook} is `async def`; no loader awaits it, so its answer would be a coroutine.",
        zh="{hook} 是 `async def`；没有加载器会 await 它，得到的只是协程对象。",
        hint_en="Make it an ordinary method; `asyncio.run(...)` inside it where something must be awaited.",
        hint_zh="请改为普通方法；需要等待的地方在里面用 `asyncio.run(...)`。",
    ),
    "hook-required": Text(
        en="The class has no {hook}; the base one raises NotImplementedError.",
        zh="这个类没有 {hook}；基类的实现会抛出 NotImplementedError。",
        hint_en="Define it.",
        hint_zh="请定义它。",
    ),
    "hook-misspelt": Text(
        en="No loader calls {name}. Did you mean {near}?",
        zh="没有加载器会调用 {name}。是不是 {near}？",
        hint_en="Rename it.",
        hint_zh="请改名。",
    ),
    "missing-hook": Text(
        en="The C++ loader also looks for {hooks}; the export adds what is missing.",
        zh="C++ 加载器还会查找 {hooks}；导出时会补上。",
    ),
    "init-returns-none": Text(
        en="wrapperInit can end without returning a number; the C++ loader takes None for a failure (-1).",
        zh="wrapperInit 可能没有返回数字就结束；C++ 加载器会把 None 当作失败（-1）。",
        hint_en="End it with `return 0`.",
        hint_zh="请以 `return 0` 结束。",
    ),
    "exec-returns-other": Text(
        en="wrapperOnceExec returns {shown}; every loader expects a Response.",
        zh="wrapperOnceExec 返回了 {shown}；所有加载器都要求返回 Response。",
        hint_en="Return a `Response()`; for a failure `return res.response_err(CODE)`.",
        hint_zh="请返回 `Response()`；失败时写 `return res.response_err(错误码)`。",
    ),
    "exec-ends-open": Text(
        en="wrapperOnceExec can end without returning a Response.",
        zh="wrapperOnceExec 可能没有返回 Response 就结束。",
        hint_en="Return a Response on every way out.",
        hint_zh="请在每条出口都返回 Response。",
    ),
    "error-text-none": Text(
        en="wrapperError can answer something that is no text; the C++ loader needs a str for every code.",
        zh="wrapperError 可能返回非文本；C++ 加载器要求每个错误码都得到 str。",
        hint_en='End it with a text for codes it does not know, such as `return f"error {{ret}}"`.',
        hint_zh='请在最后为未知错误码返回一段文本，例如 `return f"error {{ret}}"`。',
    ),
    # answers
    "self-response-err": Text(
        en="{name}.response_err does not exist: response_err belongs to Response.",
        zh="{name}.response_err 不存在：response_err 属于 Response。",
        hint_en="Write `return res.response_err(CODE)` with `res = Response()`.",
        hint_zh="请写 `return res.response_err(错误码)`，其中 `res = Response()`。",
    ),
    "response-err-dropped": Text(
        en="The result of {name}.response_err(...) is thrown away; on the C++ loader it is a new object and {name} "
        "stays without the code.",
        zh="{name}.response_err(...) 的结果被丢弃；在 C++ 加载器里它返回新对象，{name} 本身不会带上错误码。",
        hint_en="Write `return {name}.response_err(CODE)`.",
        hint_zh="请写 `return {name}.response_err(错误码)`。",
    ),
    "str-data": Text(
        en="{value} is text, and data must be bytes: the C++ loader refuses str (TypeError), aiges counts its "
        "characters.",
        zh="{value} 是文本，而数据必须是 bytes：C++ 加载器拒绝 str（TypeError），aiges 会按字符数计长度。",
        hint_en="Encode it: `setData(text.encode())`.",
        hint_zh="请先编码：`setData(text.encode())`。",
    ),
    "view-data": Text(
        en="A {kind} as data passes aiges' own check, but the C++ loader and gRPC refuse it (TypeError).",
        zh="用 {kind} 作为数据能通过 aiges 自己的检查，但 C++ 加载器和 gRPC 会拒绝（TypeError）。",
        hint_en="Give bytes: `setData(bytes(data))`.",
        hint_zh="请传 bytes：`setData(bytes(data))`。",
    ),
    "data-assigned": Text(
        en="`{name}.{attribute} = ...` fails on aiges 0.8 and newer: the property has no setter.",
        zh="`{name}.{attribute} = ...` 在 aiges 0.8 及以后会失败：该属性不可赋值。",
        hint_en="Use `{name}.setData(data)`; it sets the length too and works on every loader.",
        hint_zh="请用 `{name}.setData(data)`；它会同时设置长度，在所有加载器上都可用。",
    ),
    "len-of-text": Text(
        en="len({value}) counts characters, the loader copies that many bytes: text beyond ASCII is cut off.",
        zh="len({value}) 统计的是字符数，而加载器按字节数复制：非 ASCII 文本会被截断。",
        hint_en="Encode first and use `setData(data)`, which sets the length itself.",
        hint_zh="请先编码，再用 `setData(data)`，它会自己设置长度。",
    ),
    "data-constructor": Text(
        en="ResponseData(...) with arguments: aiges drops data and length silently, the C++ loader raises TypeError.",
        zh="ResponseData(...) 带参数：aiges 会默默丢弃 data 和 length，C++ 加载器会抛出 TypeError。",
        hint_en="Write `d = ResponseData()`, then `d.key = ...`, `d.setData(...)`, `d.setDataType(...)`, "
        "`d.status = 3`.",
        hint_zh="请写 `d = ResponseData()`，再写 `d.key = "
        "...`、`d.setData(...)`、`d.setDataType(...)`、`d.status = 3`。",
    ),
    "data-attribute": Text(
        en="ResponseData has no attribute {attribute!r}; the C++ loader raises AttributeError.",
        zh="ResponseData 没有属性 {attribute!r}；C++ 加载器会抛出 AttributeError。",
        hint_en="It knows key, data, len, type and status.",
        hint_zh="它只有 key、data、len、type 和 status。",
    ),
    "list-append": Text(
        en="{name}.list.{call}(...): the C++ loader hands out a copy, so the item is lost; aiges adds it behind "
        "an empty one.",
        zh="{name}.list.{call}(...)：C++ 加载器给出的是副本，条目会丢失；aiges 会把它加在一个空条目之后。",
        hint_en="Collect the items and write `{name}.list = [first, second]`.",
        hint_zh="请先收集条目，再写 `{name}.list = [第一个, 第二个]`。",
    ),
    "list-item-set": Text(
        en="Setting an item of {name}.list in place is lost on the C++ loader, which hands out a copy.",
        zh="就地修改 {name}.list 中的条目在 C++ 加载器上会丢失，因为它给出的是副本。",
        hint_en="Make a `ResponseData()`, fill it, and write `{name}.list = [d]`.",
        hint_zh="请新建 `ResponseData()` 并填好，再写 `{name}.list = [d]`。",
    ),
    "list-index": Text(
        en="{name}.list[{item}] with several inputs ({keys}): the platform gives them in no fixed order.",
        zh="有多个输入（{keys}）时使用 {name}.list[{item}]：平台给出的顺序不固定。",
        hint_en="Use `{name}.get(KEY)`.",
        hint_zh="请用 `{name}.get(键)`。",
    ),
    # keys
    "param-as-text": Text(
        en="Parameter {key!r} is declared as {kind}, but the C++ loader passes text; the export converts it.",
        zh="参数 {key!r} 声明为 {kind}，但 C++ 加载器传的是文本；导出时会自动转换。",
    ),
    "undeclared-param-key": Text(
        en="Parameter {key!r} is not declared. Nearest declared: {near}.",
        zh="参数 {key!r} 没有声明。最接近的声明：{near}。",
        hint_en="Correct the key, or declare it in the request class.",
        hint_zh="请改正键名，或在请求类里声明它。",
    ),
    "undeclared-input-key": Text(
        en="Input {key!r} is not declared, so get() gives None. Nearest declared: {near}.",
        zh="输入 {key!r} 没有声明，get() 会得到 None。最接近的声明：{near}。",
        hint_en="Correct the key, or declare it in the request class.",
        hint_zh="请改正键名，或在请求类里声明它。",
    ),
    "undeclared-response-key": Text(
        en="Output {key!r} is not declared; the platform refuses it (10106). Nearest declared: {near}.",
        zh="输出 {key!r} 没有声明，平台会拒绝（10106）。最接近的声明：{near}。",
        hint_en="Use one and the same key here and in the response class.",
        hint_zh="请让这里和响应类里的键名一致。",
    ),
    # state
    "state-shared": Text(
        en="{hook} changes the class attribute {name}, which all requests share.",
        zh="{hook} 修改了类属性 {name}，而它由所有请求共享。",
        hint_en="Make it a local variable, or bind it in wrapperInit and guard it with a lock.",
        hint_zh="请改为局部变量，或在 wrapperInit 里绑定并用锁保护。",
    ),
    "state-set-in-request": Text(
        en="{hook} sets {name} for all requests at once; one that runs beside it reads the wrong value.",
        zh="{hook} 设置的 {name} 对所有请求同时生效；并行的另一个请求会读到错误的值。",
        hint_en="Keep it in a local variable.",
        hint_zh="请用局部变量保存。",
    ),
    "state-on-instance": Text(
        en="{hook} keeps request data in {name}; there is one instance, so the next request overwrites it.",
        zh="{hook} 把请求数据存进 {name}；实例只有一个，下一个请求会覆盖它。",
        hint_en="Pass it on as an argument, or keep it in a local variable.",
        hint_zh="请作为参数传递，或用局部变量保存。",
    ),
    "state-class-init": Text(
        en="{hook} sets {names} on the class. That works; on self it would belong to the instance alone.",
        zh="{hook} 把 {names} 设在类上。可以工作；设在 self 上则只属于该实例。",
    ),
    "state-mutable-default": Text(
        en="{hook} changes the default of {name}; all calls share that one object.",
        zh="{hook} 修改了 {name} 的默认值；所有调用共享同一个对象。",
        hint_en="Use None as the default and make a new object inside.",
        hint_zh="请用 None 作默认值，在函数里新建对象。",
    ),
    "config-read": Text(
        en="{read} is read from the class; on the platform the class attribute is empty.",
        zh="{read} 从类上读取；在平台上该类属性是空的。",
        hint_en="Read the argument `config` of wrapperInit and keep what you need on self.",
        hint_zh="请读取 wrapperInit 的参数 `config`，把需要的内容存到 self 上。",
    ),
    "config-key": Text(
        en="wrapperInit reads config[{key!r}], which the class attribute `config` does not have. Nearest: {near}.",
        zh="wrapperInit 读取 config[{key!r}]，但类属性 `config` 里没有它。最接近的是：{near}。",
        hint_en="Correct the key, or add it with a value for local runs; the export writes a placeholder.",
        hint_zh="请改正键名，或补上用于本地运行的值；导出时会写成占位符。",
    ),
    # codes
    "code-exception": Text(
        en="-1 is what the C++ loader reports for any exception; yours looks the same.",
        zh="C++ 加载器对任何异常都报告 -1；你的错误码会与它一样。",
        hint_en="Take a number of your own, such as 4000 and up.",
        hint_zh="请使用自己的号段，例如 4000 以上。",
    ),
    "code-in-reserved-range": Text(
        en="{value} as an error code can be taken for one of the platform's or of HTTP.",
        zh="{value} 用作错误码，会与平台或 HTTP 的错误码混淆。",
        hint_en="Keep to numbers of your own, such as 4000 to 9999; add such a base to numbers that come from "
        "elsewhere. HTTP has 100 to 599, the platform 10000 and up.",
        hint_zh="请使用自己的号段，例如 4000 到 9999；对来自别处的数字加上这样的基数。HTTP 占用 100 到 599，"
        "平台占用 10000 以上。",
    ),
    # failures
    "except-swallows": Text(
        en="{hook} catches every exception and does nothing; the failure is never seen.",
        zh="{hook} 捕获所有异常却什么都不做；失败不会被看到。",
        hint_en="Name the exception you expect, and log or answer an error code.",
        hint_zh="请写明预期的异常，并记录日志或返回错误码。",
    ),
    "except-bare": Text(
        en="{hook} has a bare `except:`, which also catches the request to stop.",
        zh="{hook} 里有裸的 `except:`，它连停止请求也会捕获。",
        hint_en="Write `except Exception:`.",
        hint_zh="请写 `except Exception:`。",
    ),
    "request-no-timeout": Text(
        en="{call}(...) has no timeout; a server that does not answer holds the request for ever.",
        zh="{call}(...) 没有设置超时；对方不应答时请求会一直挂起。",
        hint_en="Add `timeout=5`.",
        hint_zh="请加上 `timeout=5`。",
    ),
    "narrow-except": Text(
        en="Only {caught} is caught; a refused connection raises ConnectionError, which escapes.",
        zh="只捕获了 {caught}；连接被拒绝时抛出的 ConnectionError 会逃逸。",
        hint_en="Catch `requests.exceptions.RequestException`, the parent of both.",
        hint_zh="请捕获它们的共同父类 `requests.exceptions.RequestException`。",
    ),
    # names
    "name-undefined": Text(
        en="{name} is defined nowhere.",
        zh="{name} 没有定义。",
        hint_en="Define or import it in a cell of this notebook.",
        hint_zh="请在本 notebook 的单元格里定义或导入它。",
    ),
    "name-undefined-near": Text(
        en="{name} is defined nowhere. Did you mean {near}?",
        zh="{name} 没有定义。是不是 {near}？",
        hint_en="Correct the name.",
        hint_zh="请改正名称。",
    ),
    # CodeProject.AI modules
    "process-missing": Text(
        en="The adapter has no process(self, data), so it can answer nothing.",
        zh="适配器没有 process(self, data)，无法应答任何请求。",
        hint_en="Define it; return a dict, or a method for a long command.",
        hint_zh="请定义它；返回 dict，或为长时命令返回一个方法。",
    ),
    "process-not-dict": Text(
        en="process returns {shown}; the SDK needs a dict (or a method), otherwise the client waits until its timeout.",
        zh="process 返回了 {shown}；SDK 要求 dict（或一个方法），否则客户端会一直等到超时。",
        hint_en='Return `{{"success": True, ...}}`.',
        hint_zh='请返回 `{{"success": True, ...}}`。',
    ),
    "process-no-success": Text(
        en="The dict that {method} returns has no `success`; with the SDK as it is, the client waits until its "
        "timeout.",
        zh="{method} 返回的 dict 没有 `success`；按 SDK 现状，客户端会一直等到超时。",
        hint_en='Add `"success": True` (or False, with `"error"`).',
        hint_zh='请加上 `"success": True`（失败时为 False，并附 `"error"`）。',
    ),
    "module-shadows": Text(
        en="The SDK uses the attribute {name} itself; setting it here breaks that.",
        zh="SDK 自己使用属性 {name}；在这里设置会破坏它。",
        hint_en="Choose another name.",
        hint_zh="请换一个名称。",
    ),
    "module-shadows-status": Text(
        en="The attribute {name} hides a method of the SDK that is no longer called.",
        zh="属性 {name} 遮住了 SDK 中一个已不再调用的方法。",
        hint_en="Another name is clearer.",
        hint_zh="换一个名称更清楚。",
    ),
    "module-sync-only": Text(
        en="{method} is `async def`; the SDK calls it without awaiting, so it fails.",
        zh="{method} 是 `async def`；SDK 调用它时不会 await，因此会失败。",
        hint_en="Make it an ordinary method.",
        hint_zh="请改为普通方法。",
    ),
    "cancel-missing": Text(
        en="process starts a long command, but there is no cancel_command_task: on cancel the SDK abandons the thread, "
        "which runs on.",
        zh="process 会启动长时命令，却没有 cancel_command_task：取消时 SDK 会丢下线程，它仍在运行。",
        hint_en="Define it: set a flag that the work checks often, and `self.force_shutdown = False`.",
        hint_zh="请定义它：设置一个工作中经常检查的标志，并写 `self.force_shutdown = False`。",
    ),
    "long-no-status": Text(
        en="process starts a long command, but there is no command_status: clients see no progress.",
        zh="process 会启动长时命令，却没有 command_status：客户端看不到进度。",
        hint_en="Define it and return what there is so far.",
        hint_zh="请定义它，返回目前已有的结果。",
    ),
    "cancel-forced": Text(
        en="cancel_command_task leaves force_shutdown True, so the SDK abandons the thread, which runs on beside the "
        "next command.",
        zh="cancel_command_task 没有把 force_shutdown 设为 False，SDK 会丢下线程，它会与下一个命令同时运行。",
        hint_en="Set `self.force_shutdown = False` and let the work end by its flag.",
        hint_zh="请写 `self.force_shutdown = False`，让工作按标志自行结束。",
    ),
    "cancel-flag-unread": Text(
        en="cancel_command_task sets {name}, but nothing reads it: cancel never stops the work.",
        zh="cancel_command_task 设置了 {name}，但没有任何地方读取它：取消永远不会停止工作。",
        hint_en="Check it in the loop that does the work.",
        hint_zh="请在执行工作的循环里检查它。",
    ),
    "cancel-flag-reset": Text(
        en="{name} is put back only inside the loop: a cancel that lands at the end stops the next command.",
        zh="{name} 只在循环里复位：在结尾到来的取消会中止下一个命令。",
        hint_en="Reset it where the long method begins.",
        hint_zh="请在长时方法开始处复位。",
    ),
    "cancel-flag-local": Text(
        en="{name} is a local variable of {function}, not the one the other function means: the flag never arrives.",
        zh="{name} 是 {function} 的局部变量，不是另一个函数里的那个：标志永远传不到。",
        hint_en="Write `global {name}` in {function}, or use a threading.Event.",
        hint_zh="请在 {function} 里写 `global {name}`，或使用 threading.Event。",
    ),
}
