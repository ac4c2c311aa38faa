"""Take off what a module's platform, or a server in its place, lays around an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..exchange.answer import SERVER_KEYS
from ..exchange.codec import dump_json
from ..exchange.golden import GoldenCase
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


def unwrap_response(case: GoldenCase, response: Response) -> Response:
    """The same for an answer that was read already: its output `response` is the document."""
    outputs = list(response.outputs)
    for place, output in enumerate(outputs):
        if output.key == "response":
            try:
                answer = json.loads(output.data)
            except ValueError:
                continue
            kept = unwrap_document(case, answer)
            if kept != answer:
                outputs[place] = replace(output, data=dump_json(kept).encode())
    return replace(response, outputs=tuple(outputs))
