"""Whose an error code is, and what the platform means by its own."""

from __future__ import annotations

from typing import Final

from ..messages import Language, catalogue, message_of
from ..types import ErrorOrigin

EXEC_FAILED: Final = 10909
"""What AIGES answers when a wrapper's one-shot hook gives an error code; the code itself is in the text."""
PYTHON_FAILED: Final = -1
"""What the C++ loader makes of any Python exception or cast failure."""

PLATFORM_RANGES: Final = (
    (10000, 10004),
    (10008, 10013),
    (10019, 10019),
    (10041, 10044),
    (10101, 10110),
    (10160, 10250),
    (10300, 10324),
    (10400, 10499),
    (10600, 10600),
    (10901, 10910),
    (11345, 11345),
    (11502, 11503),
    (12000, 12000),
    (20001, 20002),
    (30001, 30003),
    (50403, 50403),
)
HTTP_RANGE: Final = (100, 599)


def origin_of_code(code: int) -> ErrorOrigin:
    """Whose `code` is: the platform's ranges and -1, HTTP's statuses, else the wrapper's own."""
    if code == PYTHON_FAILED or any(low <= code <= high for low, high in PLATFORM_RANGES):
        return "aiges"
    if HTTP_RANGE[0] <= code <= HTTP_RANGE[1]:
        return "http"
    return "wrapper"


def platform_text(code: int, language: Language | None = None) -> str:
    """What the platform means by one of its codes; an empty string for codes that are not its."""
    name = f"aiges-code-{code}" if code >= 0 else "aiges-code-python"
    return message_of(name, {}, language) if name in catalogue() else ""
