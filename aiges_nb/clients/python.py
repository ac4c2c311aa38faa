"""A typed client in one file of Python: what is generated stands on the transport that every client carries."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..contract.model import Contract, Input, Operation, Param
from ..contract.schema_aiges import data_word
from ..invoke import http_client
from ..types import MISSING, DataType
from .naming import class_name, comment_text, python_names

_TYPES: Final = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"}
_RESERVED: Final = ("self", "url", "token", "timeout", "idempotency_key", "inputs", "outputs", "files")
"""What a method calls its own values: an argument of that name is called otherwise."""


def write_python(contract: Contract, url: str) -> str:
    """The client's text."""
    name = class_name(contract.service_id or contract.class_name, "Client")
    head = [
        f'"""{comment_text(_title(contract))}: a client that needs nothing but Python 3.9 or newer.',
        "",
        *_example(contract, name, url),
        '"""',
        "",
    ]
    body = (
        _module_client(contract, name, url)
        if contract.platform == "codeproject"
        else _aiges_client(contract, name, url)
    )
    lines = Path(http_client.__file__).read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("from __future__"))
    return "\n".join([*head, *lines[start:], "", *body]) + "\n"


def _title(contract: Contract) -> str:
    words = [contract.title or contract.service_id or contract.class_name, contract.version]
    return " ".join(word for word in words if word)


def _example(contract: Contract, name: str, url: str) -> list[str]:
    operation = contract.operation
    names = python_names([item.key for item in operation.inputs], _RESERVED)
    given = ", ".join(f"{names[item.key]}={_example_value(item)}" for item in operation.inputs if item.required)
    method = "run"
    if contract.platform == "codeproject":
        method = next(iter(python_methods(contract).values()))
    call = f"    answer = client.{method}({given})"
    token = "  # left out: AIGES_NB_TOKEN of the environment, for a server on this machine"
    return [f"    client = {name}({comment_text(repr(url))}, token=...){token}", call]


def _example_value(item: Input) -> str:
    if item.type in (DataType.TEXT, DataType.JSON):
        return '"..."'
    return f'Path("{item.type.value}")'


# -- AIGES ---------------------------------------------------------------------------------------------


def _aiges_client(contract: Contract, name: str, url: str) -> list[str]:
    operation = contract.operation
    answer = name.removesuffix("Client") + "Answer"
    outputs = python_names([accept.key for accept in operation.outputs])
    lines = ["", f"class {answer}:", f'    """What {comment_text(contract.service_id)} answers."""', ""]
    lines += ["    def __init__(self, outputs: dict[str, tuple[str, bytes, dict[str, str]]]) -> None:"]
    lines += ["        self.raw = outputs"]
    for accept in operation.outputs:
        is_text = accept.type in (DataType.TEXT, DataType.JSON)
        kind = "str" if is_text else "bytes"
        empty = '""' if is_text else 'b""'
        value = f"outputs[{accept.key!r}][1]" + ('.decode("utf-8")' if is_text else "")
        lines.append(f"        self.{outputs[accept.key]}: {kind} = {value} if {accept.key!r} in outputs else {empty}")
    lines += ["", "", f"class {name}:", f'    """{comment_text(_title(contract))}."""', ""]
    lines += [f'    def __init__(self, url: str = {url!r}, token: str = "", timeout: float = 120.0) -> None:']
    lines += ["        self.transport = Transport(url, token or own_token(url), timeout)", ""]
    arguments = _arguments(operation)
    names = python_arguments(operation)
    lines += [f"    def run(self{arguments}, timeout: float | None = None) -> {answer}:"]
    lines += _docstring(contract.description or "One call.", operation, names)
    lines += [f"        document = self._document({_passed(operation, names)})"]
    lines += [
        f'        status, _, found = self.transport.call("POST", {contract.operation.route!r}, document, None, timeout)'
    ]
    lines += [f"        return {answer}(read_aiges_answer(status, found))", ""]
    lines += [f"    def submit(self{arguments}, idempotency_key: str | None = None) -> Job:"]
    lines += ['        """The same as a job: followed (`wait`, `events`), cancelled, read by `answer(job)`."""']
    lines += [f"        document = self._document({_passed(operation, names)})"]
    lines += [
        f"        return submit_aiges(self.transport, {contract.operation.route!r}, document, idempotency_key)",
        "",
    ]
    lines += [f"    def answer(self, job: Job) -> {answer}:"]
    lines += ['        """What a finished job answered."""']
    lines += ["        found = job.outputs()"]
    lines += ['        if job.state != "succeeded":']
    lines += ['            error = job.record.get("error") or {}']
    lines += ['            raise ServiceError(200, error.get("code"), str(error.get("text") or job.state))']
    lines += [
        f'        return {answer}({{item["key"]: (item["type"], item["data"], {{}}) for item in found}})',
        "",
    ]
    lines += [f"    def _document(self{arguments}) -> dict[str, Any]:"]
    params = ", ".join(f"{param.key!r}: {names[param.key]}" for param in operation.params)
    lines += ["        inputs: dict[str, tuple[str, bytes, dict[str, str]]] = {}"]
    for item in operation.inputs:
        word, is_text = data_word(item.type), item.type in (DataType.TEXT, DataType.JSON)
        attributes = {"encoding": item.encoding} if item.encoding else {}
        entry = f"inputs[{item.key!r}] = ({word!r}, read_data({names[item.key]}, {is_text}), {attributes!r})"
        if item.required:
            lines.append(f"        {entry}")
        else:
            lines += [f"        if {names[item.key]} is not None:", f"            {entry}"]
    wanted = {
        accept.key: _announcement(accept.encoding, accept.format, data_word(accept.type))
        for accept in operation.outputs
    }
    lines += [f"        outputs: dict[str, dict[str, str]] = {wanted!r}"]
    lines += [f"        return aiges_document({contract.service_id!r}, {{{params}}}, inputs, outputs)"]
    return lines


def _announcement(encoding: str, format_: str, word: str) -> dict[str, str]:
    return {
        **({"encoding": encoding} if encoding else {}),
        **({"format": format_} if format_ else {}),
        "data_type": word,
    }


# -- CodeProject.AI --------------------------------------------------------------------------------------


def _module_client(contract: Contract, name: str, url: str) -> list[str]:
    lines = ["", f"class {name}:", f'    """{comment_text(_title(contract))}."""', ""]
    lines += [f'    def __init__(self, url: str = {url!r}, token: str = "", timeout: float = 120.0) -> None:']
    lines += ["        self.transport = Transport(url, token or own_token(url), timeout)"]
    methods = python_methods(contract)
    for operation in contract.operations:
        names = python_arguments(operation)
        lines += [
            "",
            f"    def {methods[operation.route]}(",
            f"        self{_arguments(operation)}, timeout: float | None = None",
            "    ) -> dict[str, Any]:",
        ]
        lines += _docstring(operation.description or operation.name, operation, names)
        fields = ", ".join(f"{param.key!r}: {names[param.key]}" for param in operation.params)
        lines += ["        files: dict[str, tuple[str, bytes]] = {}"]
        for item in operation.inputs:
            is_text = item.type in (DataType.TEXT, DataType.JSON)
            entry = f"files[{item.key!r}] = ({item.key!r}, read_data({names[item.key]}, {is_text}))"
            if item.required:
                lines.append(f"        {entry}")
            else:
                lines += [f"        if {names[item.key]} is not None:", f"            {entry}"]
        lines += [f"        return call_module(self.transport, {operation.route!r}, {{{fields}}}, files, timeout)"]
    module = contract.service_id
    lines += [
        "",
        "    def status(self, command_id: str) -> dict[str, Any]:",
        '        """How a long command stands: its answer so far, `commandStatus` running, completed, failed..."""',
        f"        given = {{'commandId': command_id, 'moduleId': {module!r}}}",
        f"        return call_module(self.transport, {module + '/get_command_status'!r}, given)",
        "",
        "    def cancel(self, command_id: str) -> dict[str, Any]:",
        '        """Ask a long command to stop."""',
        f"        given = {{'commandId': command_id, 'moduleId': {module!r}}}",
        f"        return call_module(self.transport, {module + '/cancel_command'!r}, given)",
        "",
        "    def wait(",
        "        self,",
        "        answer: dict[str, Any],",
        "        on_progress: Callable[[dict[str, Any]], Any] | None = None,",
        "        every: float = 0.5,",
        "    ) -> dict[str, Any]:",
        '        """The final answer of a long command that `answer` began; an answer without a command is final."""',
        '        command = answer.get("commandId")',
        "        while command and not is_over(answer):",
        "            if on_progress is not None:",
        "                on_progress(answer)",
        "            time.sleep(every)",
        "            answer = self.status(command)",
        "        return answer",
    ]
    return lines


def python_methods(contract: Contract) -> dict[str, str]:
    """A method for each route: its last part, or as much of it as tells routes apart."""
    wanted = [operation.route for operation in contract.operations]
    short = [route.rsplit("/", 1)[-1] for route in wanted]
    keys = short if len(set(short)) == len(short) else wanted
    names = python_names([key.replace("-", "_") for key in keys], (*_RESERVED, "status", "cancel", "wait", "transport"))
    return dict(zip(wanted, names.values(), strict=True))


# -- both ------------------------------------------------------------------------------------------------


def _keys(operation: Operation) -> list[str]:
    return [*(item.key for item in operation.inputs), *(param.key for param in operation.params)]


def python_arguments(operation: Operation) -> dict[str, str]:
    """The arguments of a call, by the keys of its inputs and parameters."""
    return python_names(_keys(operation), _RESERVED)


def _arguments(operation: Operation) -> str:
    names = python_arguments(operation)
    given = [
        f"{names[item.key]}: Data" + ("" if item.required else " = None")
        for item in sorted(operation.inputs, key=lambda item: not item.required)
    ]
    given += [f"{names[param.key]}: {_param_type(param)}" for param in operation.params]
    return f", *, {', '.join(given)}" if given else ", *"


def _param_type(param: Param) -> str:
    kind = _TYPES[param.kind]
    if param.default is not MISSING:
        return f"{kind} = {param.default!r}"
    return kind if param.required else f"{kind} | None = None"


def _passed(operation: Operation, names: dict[str, str]) -> str:
    return ", ".join(f"{names[key]}={names[key]}" for key in _keys(operation))


def _docstring(summary: str, operation: Operation, names: dict[str, str]) -> list[str]:
    lines = [f'        """{comment_text(summary)}', "", "        Args:"]
    for item in operation.inputs:
        told = comment_text(item.title or item.description or item.type.value)
        lines.append(f"            {names[item.key]}: {told} ({item.type.value}).")
    for param in operation.params:
        lines.append(f"            {names[param.key]}: {comment_text(_param_words(param))}.")
    lines += ["        Raises:", "            ServiceError: The service answered an error.", '        """']
    return lines


def _param_words(param: Param) -> str:
    words = param.title or param.description or param.key
    if param.enum:
        return f"{words}; one of {', '.join(map(str, param.enum))}"
    low, high = param.minimum, param.maximum
    if low is not None or high is not None:
        return f"{words}; {'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
    return words
