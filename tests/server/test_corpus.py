"""Every input that once was hard for a reader, or reaches a line that others do not, is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from .readers import READERS

CORPUS = Path(__file__).parent / "data" / "corpus"


@pytest.mark.parametrize("reader", READERS)
def test_the_corpus_is_read_or_refused(reader: str) -> None:
    files = sorted((CORPUS / reader).iterdir())
    assert files
    for path in files:
        try:
            READERS[reader](path.read_bytes())
        except Exception as exc:
            raise AssertionError(path.name) from exc
