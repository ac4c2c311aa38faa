"""A client in one JavaScript module, typed by JSDoc: what is generated stands on the base that every client carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..contract.model import Contract, Operation
from ..contract.schema_aiges import data_word
from ..types import MISSING, DataType
from .naming import class_name, comment_text, js_names

BASE: Final = Path(__file__).with_name("http_client.js")
_LOCALS: Final = ("answer", "document", "fields", "files", "idempotencyKey", "inputs", "signal")
"""What a method calls its own values: a key of that name is bound under another."""
_TYPES: Final = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean"}


def write_javascript(contract: Contract, url: str) -> str:
    """The client's text, an ES module."""
    name = class_name(contract.service_id or contract.class_name, "Client")
    title = " ".join(word for word in (contract.title or contract.service_id, contract.version) if word)
    body = (
        _module_client(contract, name, url)
        if contract.platform == "codeproject"
        else _aiges_client(contract, name, url)
    )
    return (
        "\n".join([f"// {comment_text(title)}: a client made from what the service declares.", "", base_text(), *body])
        + "\n"
    )


def base_text() -> str:
    """What every client, and the test page, stands on."""
    return BASE.read_text("utf-8")


def _aiges_client(contract: Contract, name: str, url: str) -> list[str]:
    operation = contract.operation
    names = js_names(_keys(operation), _LOCALS)
    inputs = {}
    for item in operation.inputs:
        attributes = {"encoding": item.encoding} if item.encoding else {}
        inputs[item.key] = (
            f"{{ word: {_js(data_word(item.type))}, data: {names[item.key]}, attributes: {_js(attributes)} }}"
        )
    wanted = {
        accept.key: {**({"encoding": accept.encoding} if accept.encoding else {}), "data_type": data_word(accept.type)}
        for accept in operation.outputs
    }
    params = {param.key: names[param.key] for param in operation.params}
    outputs = js_names(accept.key for accept in operation.outputs)
    answered = ", ".join(
        f"{outputs[accept.key]}: {'string' if accept.type in (DataType.TEXT, DataType.JSON) else 'Uint8Array'}"
        for accept in operation.outputs
    )
    reads = [
        f"    {outputs[accept.key]}: found[{_js(accept.key)}] && found[{_js(accept.key)}].data,"
        for accept in operation.outputs
    ]
    route = _js(operation.route)
    return [
        f"export class {name} {{",
        "  /** Without a token, Node takes `AIGES_NB_TOKEN` of its environment, for a server on this machine. */",
        f'  constructor(url = {_js(url)}, token = "") {{',
        "    this.transport = new Transport(url, token || ownToken(url));",
        "  }",
        "",
        *_jsdoc(contract.description or "One call.", operation, names),
        f"   * @returns {{Promise<{{{answered}}}>}}",
        "   */",
        f"  async run({_destructured(operation, names)}, signal = undefined) {{",
        f"    const document = await this.document({_passed(operation, names)});",
        f'    const answer = await this.transport.call("POST", {route}, document, {{}}, signal);',
        "    return this.read(readAigesAnswer(answer.status, answer.document));",
        "  }",
        "",
        "  /** The same as a Job that is followed (`wait`) and cancelled; `answer(job)` reads its end. */",
        f"  async submit({_destructured(operation, names)}, idempotencyKey = undefined) {{",
        f"    const document = await this.document({_passed(operation, names)});",
        f"    return submitAiges(this.transport, {route}, document, idempotencyKey);",
        "  }",
        "",
        "  /** What a finished job answered. */",
        "  async answer(job) {",
        "    const outputs = await job.outputs();",
        '    if (job.state !== "succeeded") {',
        "      const error = job.record.error || {};",
        "      throw new ServiceError(200, error.code, error.text || job.state);",
        "    }",
        "    const found = {};",
        "    for (const output of outputs) {",
        '      const isText = output.type === "text" || output.type === "json";',
        "      found[output.key] = { data: isText ? new TextDecoder().decode(output.data) : output.data };",
        "    }",
        "    return this.read(found);",
        "  }",
        "",
        "  read(found) {",
        "    return {",
        *[f"  {line}" for line in reads],
        "      raw: found,",
        "    };",
        "  }",
        "",
        f"  document({_destructured(operation, names)}) {{",
        f"    const inputs = {_object(inputs)};",
        *[
            f"    if ({names[item.key]} === undefined) delete inputs[{_js(item.key)}];"
            for item in operation.inputs
            if not item.required
        ],
        f"    return aigesDocument({_js(contract.service_id)}, {_object(params)}, inputs, {_js(wanted)});",
        "  }",
        "}",
    ]


def javascript_methods(contract: Contract) -> dict[str, str]:
    """A method for each route: its last part, or as much of it as tells routes apart."""
    routes = [operation.route for operation in contract.operations]
    short = [route.rsplit("/", 1)[-1].replace("-", "_") for route in routes]
    keys = short if len(set(short)) == len(short) else routes
    return dict(zip(routes, js_names(keys, ("status", "cancel", "wait", "transport")).values(), strict=True))


def _module_client(contract: Contract, name: str, url: str) -> list[str]:
    lines = [
        f"export class {name} {{",
        "  /** Without a token, Node takes `AIGES_NB_TOKEN` of its environment, for a server on this machine. */",
        f'  constructor(url = {_js(url)}, token = "") {{',
        "    this.transport = new Transport(url, token || ownToken(url));",
        "  }",
    ]
    methods = javascript_methods(contract)
    for operation in contract.operations:
        names = js_names(_keys(operation), _LOCALS)
        fields = {param.key: names[param.key] for param in operation.params}
        files = {item.key: names[item.key] for item in operation.inputs}
        lines += [
            "",
            *_jsdoc(operation.description or operation.name, operation, names),
            "   */",
            f"  {methods[operation.route]}({_destructured(operation, names)}, signal = undefined) {{",
            f"    const fields = {_object(fields)};",
            f"    const files = {_object(files)};",
            f"    return callModule(this.transport, {_js(operation.route)}, fields, files, signal);",
            "  }",
        ]
    module = _js(contract.service_id)
    ask, stop = (_js(f"{contract.service_id}/{what}") for what in ("get_command_status", "cancel_command"))
    lines += [
        "",
        "  /** How a long command stands. */",
        "  status(commandId) {",
        f"    return callModule(this.transport, {ask}, {{ commandId, moduleId: {module} }});",
        "  }",
        "",
        "  /** Ask a long command to stop. */",
        "  cancel(commandId) {",
        f"    return callModule(this.transport, {stop}, {{ commandId, moduleId: {module} }});",
        "  }",
        "",
        "  /** The final answer of a long command that `answer` began; an answer without a command is final. */",
        "  async wait(answer, onProgress = () => {}, every = 500) {",
        "    const command = answer.commandId;",
        "    while (command && !isOver(answer)) {",
        "      onProgress(answer);",
        "      await new Promise((resolve) => setTimeout(resolve, every));",
        "      answer = await this.status(command);",
        "    }",
        "    return answer;",
        "  }",
        "}",
    ]
    return lines


def _keys(operation: Operation) -> list[str]:
    return [*(item.key for item in operation.inputs), *(param.key for param in operation.params)]


def _destructured(operation: Operation, names: Mapping[str, str]) -> str:
    """`{ text, times = 2 } = {}`: given by key, in any order."""
    parts = [_bound(item.key, names) for item in operation.inputs]
    for param in operation.params:
        default = "" if param.default is MISSING else f" = {_js(param.default)}"
        parts.append(f"{_bound(param.key, names)}{default}")
    return f"{{ {', '.join(parts)} }} = {{}}" if parts else "{} = {}"


def _passed(operation: Operation, names: Mapping[str, str]) -> str:
    return f"{{ {', '.join(_bound(key, names) for key in _keys(operation))} }}"


def _bound(key: str, names: Mapping[str, str]) -> str:
    return key if names[key] == key else f"{_js(key)}: {names[key]}"


def _object(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_js(key)}: {value}" for key, value in values.items()) + " }" if values else "{}"


def _jsdoc(summary: str, operation: Operation, names: Mapping[str, str]) -> list[str]:
    given = [
        f"{names[item.key]}{'' if item.required else '?'}: Blob|Uint8Array|ArrayBuffer|string"
        for item in operation.inputs
    ]
    given += [f"{names[param.key]}?: {_TYPES[param.kind]}" for param in operation.params]
    return ["  /**", f"   * {comment_text(summary)}", f"   * @param {{{{{', '.join(given)}}}}} given"]


def _js(value: object) -> str:
    """A value as JavaScript, safe inside a script element too."""
    written = json.dumps(value, ensure_ascii=False)
    for character in ("<", ">", "&", "\u2028", "\u2029"):
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written
