"""Take off what a module's platform, or a server in its place, lays around an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..contract import Contract
from ..exchange.answer import SERVER_KEYS, read_module_answer
from ..exchange.codec import dump_json
from ..exchange.golden import GoldenCase
from ..exchange.make import choose_operation
from ..exchange.response import Response

_ENVELOPE: Final = (
    *SERVER_KEYS,
    *("analysisRoundTripMs", "processedBy", "timestampUTC", "findings", "hostname"),
    *("commandId", "commandStatus", "message", "error"),
)
"""What the SDK and the server lay around an answer."""


def unwrap_document(case: GoldenCase, answer: Any) -> Any:
    """The answer as the notebook had it; a key that the recorded answer has too is the author's own."""
    if not isinstance(answer, Mapping):
        return answer
    expected = case.response.output("response")
    wanted = expected.json if expected is not None else {}
    known = wanted if isinstance(wanted, Mapping) else {}
    return {key: value for key, value in answer.items() if key in known or key not in _ENVELOPE}


def unwrap_response(contract: Contract, case: GoldenCase, response: Response) -> Response:
    """The same for an answer that was read already: its output `response` is the document, whose media are decoded."""
    output = response.output("response")
    try:
        answer = json.loads(output.data) if output is not None else None
    except ValueError:
        return response
    if output is None or not isinstance(answer, Mapping):
        return response
    kept = unwrap_document(case, answer)
    first = replace(output, data=dump_json(kept).encode())
    operation = choose_operation(contract, case.request.operation)[0] or contract.operation
    media = [one for one in read_module_answer(operation, kept).outputs if one.key != "response"]
    return replace(response, outputs=(first, *media))
