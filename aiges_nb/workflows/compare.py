"""Put two runs side by side, whichever process ran them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exchange.difference import Change, ItemDifference, compare_items, compare_values
from ..exchange.response import Failure, Output
from ..exchange.stored import read_stored_partial, read_stored_request, read_stored_response
from ..runs import RunRecord, open_store
from ..types import MISSING, Json
from .jobs import find_run, row_json, run_id_of

if TYPE_CHECKING:
    from ..exchange.request import Request
    from ..invoke.run import Run
    from ..render.compare import Compared


@dataclass(frozen=True)
class RunComparison:
    """Two runs, with where they differ."""

    compared: Compared

    @property
    def is_equal(self) -> bool:
        """Whether both gave the same outputs, or the same error."""
        return self.compared.is_equal

    @property
    def outputs(self) -> tuple[ItemDifference, ...]:
        """One entry for every output of either run."""
        return self.compared.outputs

    def to_json(self) -> dict[str, Json]:
        """Both rows, and every difference by its place."""
        compared = self.compared
        return {
            "left": dict(compared.left.row),
            "right": dict(compared.right.row),
            "equal": compared.is_equal,
            "params": [_change_json(change) for change in compared.params],
            "inputs": [_item_json(item) for item in compared.inputs],
            "outputs": [_item_json(item) for item in compared.outputs],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from ..render.compare import render_comparison

        return dict(render_comparison(self.compared))

    def __str__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])


def compare(left: str | Run, right: str | Run) -> RunComparison:
    """Two runs side by side: parameters, inputs, outputs and errors, and where they differ.

    A run that gave no answer is compared by the last partial result it had.

    Args:
        left: A run, or its id; the beginning of the id is enough.
        right: The other one.
    Raises:
        UsageError: No run, or several, of that id.
    """
    from ..render.compare import Compared, Side

    records = [find_run(run_id_of(run)) for run in (left, right)]
    requests = [read_stored_request(open_store(), record) for record in records]
    answers = [_read_answer(record) for record in records]
    params = [_params_of(record, request) for record, request in zip(records, requests, strict=True)]
    sides = [
        Side(_row(record), values, error, is_partial)
        for record, values, (_, error, is_partial) in zip(records, params, answers, strict=True)
    ]
    inputs = [() if request is None else request.inputs for request in requests]
    return RunComparison(
        Compared(
            left=sides[0],
            right=sides[1],
            params=compare_values(*params),
            inputs=compare_items(*inputs),
            outputs=compare_items(answers[0][0], answers[1][0]),
        )
    )


def _read_answer(record: RunRecord) -> tuple[tuple[Output, ...], Failure | None, bool]:
    """Outputs, error, and whether the outputs are only what it had so far."""
    store = open_store()
    response = read_stored_response(store, record)
    if response is not None and response.outputs:
        return response.outputs, response.error, False
    partial = read_stored_partial(store, record)
    error = response.error if response is not None else None
    return (() if partial is None else partial.outputs), error, partial is not None


def _params_of(record: RunRecord, request: Request | None) -> dict[str, Any]:
    """The parameters, readable also where an input was too large to keep."""
    if request is not None:
        return dict(request.params)
    document = record.request
    return dict(document.get("params") or {}) if isinstance(document, dict) else {}


def _row(record: RunRecord) -> dict[str, Json]:
    return {**row_json(record), "created": record.created_at}


def _change_json(change: Change) -> dict[str, Json]:
    told: dict[str, Json] = {"path": change.path}
    told |= {name: value for name, value in (("left", change.left), ("right", change.right)) if value is not MISSING}
    return told if change.delta is None else {**told, "delta": change.delta}


def _item_json(item: ItemDifference) -> dict[str, Json]:
    return {
        "key": item.key,
        "kind": item.kind,
        "equal": item.is_equal,
        "left": None if item.left is None else len(item.left.data),
        "right": None if item.right is None else len(item.right.data),
        "changes": [_change_json(change) for change in item.changes],
        "mean_difference": item.mean,
    }
