"""What is put into a Response: each way that some loader would not take."""

from __future__ import annotations

import pytest

from .conftest import CONTRACT, Lint


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # response_err
        ("return self.response_err(4001)", ["self-response-err"]),
        ("return Wrapper.response_err(4001)", ["self-response-err"]),
        ("return res.response_err(4001)", []),
        ("res.response_err(4001)", ["response-err-dropped"]),
        ("res = res.response_err(4001)", []),
        # data
        ("d.setData('text')", ["str-data"]),
        ("d.setData(json.dumps({}))", ["str-data"]),
        ("d.setData(f'{params}')", ["str-data"]),
        ("t = str(1)\nd.setData(t)", ["str-data"]),
        ("t = str(1)\nif t:\n    t = b''\nd.setData(t)", []),
        ("d.setData('a'.encode())", []),
        ("d.setData(json.dumps({}).encode('utf-8'))", []),
        ("d.setData(b'x')", []),
        ("d.setData(self.answer(reqData))", []),
        ("d.setData(memoryview(b'x'))", ["view-data"]),
        ("d.setData(bytearray(b'x'))", ["view-data"]),
        ("b = io.BytesIO()\nd.setData(b.getbuffer())", ["view-data"]),
        ("b = io.BytesIO()\nd.setData(b.getvalue())", []),
        ("d.data = b'x'\nd.len = 1", ["data-assigned", "data-assigned"]),
        ("d.data = 'x'", ["str-data", "data-assigned"]),
        ("t = 'x'\nd.len = len(t)", ["data-assigned", "len-of-text"]),
        ("t = 'x'\nd.len = len(t.encode())", ["data-assigned"]),
        ("row = {}\nrow['data'] = 'x'", []),
        ("self.data = 'x'", []),
        ("e = ResponseData(key='output_text', data=b'x')", ["data-constructor"]),
        ("d.desc = 'x'", ["data-attribute"]),
        ("d.key, d.status = 'output_text', 3", []),
        # list
        ("res.list.append(d)", ["list-append"]),
        ("res.list = [d]", []),
        ("items = []\nitems.append(d)\nres.list = items", []),
        ("res.list[0].key = 'output_text'", ["list-item-set"]),
        ("res.list[0].setData(b'x')", ["list-item-set"]),
        ("a = reqData.list[0]", ["list-index"]),
        ("a = reqData.get('image')", []),
        ("for item in reqData.list:\n    print(item.key)", []),
    ],
)
def test_answers(lint_exec: Lint, lines: str, expected: list[str]) -> None:
    found = lint_exec(lines, head="import io, json")
    assert sorted(finding.code for finding in found) == sorted(expected)


def test_first_input_is_certain_when_there_is_one(lint_exec: Lint) -> None:
    from dataclasses import replace

    operation = replace(CONTRACT.operation, inputs=CONTRACT.inputs[:1])
    contract = replace(CONTRACT, operations=(operation,))
    assert lint_exec("a = reqData.list[0]", contract=contract) == ()


def test_own_response_err_is_fine(lint_methods: Lint) -> None:
    methods = "def response_err(self, code):\n    return Response().response_err(code)\n"
    methods += "def wrapperOnceExec(self, params, reqData, a=1, b=2):\n    return self.response_err(4001)\n"
    assert lint_methods(methods) == ()


def test_the_message_names_the_value_and_the_loader(lint_exec: Lint) -> None:
    (finding,) = lint_exec("d.setData(json.dumps({'a': 1}))", head="import json")
    assert "json.dumps({'a': 1})" in finding.message
    assert "C++ loader" in finding.message
    assert "encode()" in finding.hint
