"""Response: what one call of a service answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..findings import Finding
from ..types import STATUS_ONCE, DataType, ErrorOrigin


@dataclass(frozen=True)
class Output:
    """One output; `data` is raw. Text is UTF-8 unless `attributes["encoding"]` says otherwise."""

    key: str
    type: DataType
    data: bytes
    status: int = STATUS_ONCE
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """`data` as text; what is no text shows U+FFFD."""
        encoding = self.attributes.get("encoding") or "utf-8"
        try:
            return self.data.decode(encoding, "replace")
        except (LookupError, ValueError):  # no such encoding, or a name that none can have
            return self.data.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """`data` read as JSON.

        Raises:
            ValueError: `data` is no JSON.
        """
        return json.loads(self.text)

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        from hashlib import sha256  # here, as it loads OpenSSL

        return sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Failure:
    """Why there is no answer: a code, whose code it is, its text, and the author's traceback if one was raised."""

    code: int | str
    origin: ErrorOrigin
    text: str
    traceback: str | None = None


@dataclass(frozen=True)
class Response:
    """The outputs of one call, or its failure; `findings` say where the answer breaks the contract."""

    outputs: tuple[Output, ...] = ()
    error: Failure | None = None
    findings: tuple[Finding, ...] = ()

    def output(self, key: str) -> Output | None:
        return next((output for output in self.outputs if output.key == key), None)

    def __getitem__(self, key: str) -> Output:
        found = self.output(key)
        if found is None:
            raise KeyError(key)
        return found
