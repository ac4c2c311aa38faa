"""The chooser of a personal resource, for classes that load some."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from ..contract.model import Input
from ..messages import text
from ..types import MISSING, DataType
from .kit import Kit
from .upload import FileControl


def make_resource(kit: Kit) -> FileControl:
    """A file chooser that need not be used."""
    title, help_ = text("form-resource"), text("form-resource-help")
    return FileControl(kit, Input(key="resource", type=DataType.OTHER, required=False, title=title, description=help_))


def resource_of(control: FileControl) -> dict[str, object]:
    """What was chosen, by its id: the file's name without its ending; empty where nothing was."""
    given = control.read_given()
    if given is MISSING or given is None:
        return {}
    name = given["name"] if isinstance(given, Mapping) else str(given).removeprefix("@")
    return {PurePath(name).stem or "resource": given}
