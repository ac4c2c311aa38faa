"""The one place that pickles, and only where an author insists: --freeze-pickle."""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import Any


class _Reader(pickle.Unpickler):
    """Reads a pickle, and notes what it imports."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.modules: set[str] = set()

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        self.modules.add(module_name)
        return super().find_class(module_name, global_name)


def pickle_value(value: object) -> tuple[bytes, tuple[str, ...]]:
    """The object as a pickle that was read back once, and the modules that reading it imports, builtins left out.

    Raises:
        Exception: whatever the object's own code raises.
    """
    data = pickle.dumps(value, protocol=4)  # 4 is what Python 3.8 reads
    reader = _Reader(data)
    reader.load()
    return data, tuple(sorted(reader.modules - {"builtins"}))
