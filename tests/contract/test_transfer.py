from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.contract import (
    Contract,
    Input,
    Operation,
    Sample,
    contract_from_json,
    contract_to_json,
    normalise_contract,
)
from aiges_nb.contract.transfer import INLINE_LIMIT
from aiges_nb.types import DataType


@given(data=st.data())
def test_a_contract_survives_the_way_over_a_wire(
    data: st.DataObject, any_contract: st.SearchStrategy[Contract]
) -> None:
    contract = data.draw(any_contract)
    text = json.dumps(contract_to_json(contract), allow_nan=False)
    back = contract_from_json(json.loads(text))
    assert back == contract
    assert repr(back.operations) == repr(contract.operations)  # equality takes 1 for True and 1.0
    assert contract_from_json(normalise_contract(contract)) == contract


@given(data=st.data())
def test_equal_contracts_give_equal_text(data: st.DataObject, any_contract: st.SearchStrategy[Contract]) -> None:
    contract = data.draw(any_contract)
    document = normalise_contract(contract)
    assert json.dumps(document) == json.dumps(normalise_contract(contract_from_json(json.loads(json.dumps(document)))))
    assert json.dumps(document) == json.dumps(document, sort_keys=True)


def test_large_samples_stand_by_hash_in_the_normal_form_only() -> None:
    sample = Sample(data=b"\0" * INLINE_LIMIT, path="big.raw")
    operation = Operation(name="o", route="/r", inputs=(Input(key="k", type=DataType.AUDIO, sample=sample),))
    contract = Contract(platform="aiges", class_name="W", service_id="s", version="v1", operations=(operation,))
    written = json.loads(json.dumps(normalise_contract(contract)))["operations"][0]["inputs"][0]["sample"]
    assert written == {
        "exists": True,
        "path": "big.raw",
        "sha256": "de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31",
        "size": INLINE_LIMIT,
    }
    assert contract_from_json(contract_to_json(contract)) == contract
