"""Complete class names, keys and options on a magic's line."""

from __future__ import annotations

from typing import Any

from ..errors import AigesNbError
from ..workflows import session


def complete_line(shell: Any, event: Any) -> list[str]:
    """What may follow: the magic's options, classes of this session, and the chosen class's keys."""
    words = event.line.split()
    symbol = event.symbol
    if symbol.startswith("-"):
        return _options(shell, words[0].lstrip("%"))
    before = words[1:] if event.line.endswith(" ") else words[1:-1]
    classes = session.live_classes()
    named = next((word for word in before if word in classes), None)
    offered = [] if named else list(classes)
    if words[0].lstrip("%") == "aiges_run":
        given = {word.partition("=")[0] for word in before if "=" in word}
        offered += [f"{key}=" for key in _keys(named) if key not in given]
    return offered


def _options(shell: Any, name: str) -> list[str]:
    magic = shell.find_line_magic(name)
    options = getattr(magic, "aiges_options", ())
    return [name for option in options for name in option.names if name.startswith("--")]


def _keys(class_name: str | None) -> list[str]:
    from ..contract import reflect_contract

    cls = session.named_class(class_name) if class_name else session.latest_class()
    if cls is None:
        return []
    try:
        operation = reflect_contract(cls).operation
    except AigesNbError:
        return []
    return [item.key for item in operation.inputs] + [param.key for param in operation.params]
