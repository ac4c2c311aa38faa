"""RequestData: what a CodeProject.AI request carries, with the SDK's own getters."""

from __future__ import annotations

import base64
import binascii
import io
import json
import logging
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..messages import text
from .log import getFileLogger
from .module_options import read_flag

if TYPE_CHECKING:
    from PIL.Image import Image


class RequestData:
    """Values and files of one request.

    `value_list` holds `{"key", "value": [..]}`, `files` holds `{"name", "filename", "contentType", "data"}` with
    base64 `data`, in upload order. Files are had by index as in the platform's SDK, and here also by name.
    """

    def __init__(self, json_request_data: str | None = None) -> None:
        document = json.loads(json_request_data) if json_request_data else {}
        found = document.get("payload") if isinstance(document, dict) else None
        payload: dict[str, Any] = found if isinstance(found, dict) else {}
        for name, empty in (("queue", "N/A"), ("urlSegments", None), ("command", None)):
            payload.setdefault(name, empty)
        for name in ("files", "values"):
            if not isinstance(payload.get(name), list):
                payload[name] = []
        self.request_id: Any = document.get("reqid", "") if isinstance(document, dict) else ""
        self.payload = payload
        self.value_list: list[dict[str, Any]] = payload["values"]
        self.files: list[dict[str, Any]] = payload["files"]

    @property
    def queue(self) -> str:
        """The queue the request came through; "N/A" where nobody said."""
        return str(self.payload["queue"])

    @queue.setter
    def queue(self, name: str) -> None:
        self.payload["queue"] = name

    @property
    def command(self) -> str:
        """The route's Command."""
        return self.payload["command"]  # type: ignore[no-any-return]

    @command.setter
    def command(self, command: str) -> None:
        self.payload["command"] = command

    @property
    def segments(self) -> Any:
        """What followed the route in the address."""
        return self.payload["urlSegments"]

    @segments.setter
    def segments(self, segments: Any) -> None:
        self.payload["urlSegments"] = segments

    def json(self) -> str:
        """The request as JSON text."""
        return json.dumps({"reqid": self.request_id, "payload": self.payload})

    def add_value(self, key: str, value: Any) -> None:
        """Add a value; its Python type stays."""
        self.value_list.append({"key": key, "value": [value]})

    def add_file(self, file_name: str) -> None:
        """Add a file of this machine, under its own name."""
        path = Path(file_name)
        self.files.append(file_entry(path.name, path.read_bytes(), filename=path.name))

    def get_value(self, key: str, defaultValue: Any = None) -> Any:
        """The first value under `key`; text when it came over HTTP."""
        for item in self.value_list:
            if isinstance(item, Mapping) and item.get("key") == key:
                value = item.get("value")
                if isinstance(value, (list, tuple)):
                    return value[0] if value else defaultValue
                return defaultValue if value is None else value
        return defaultValue

    def get_int(self, key: str, defaultValue: int | None = None) -> int | None:
        """The value as int; the default when it is absent or no whole number ("7.5")."""
        try:
            return int(self.get_value(key))
        except (TypeError, ValueError, OverflowError):
            return defaultValue

    def get_float(self, key: str, defaultValue: float | None = None) -> float | None:
        """The value as float; the default when it is absent or no number."""
        try:
            return float(self.get_value(key))
        except (TypeError, ValueError, OverflowError):
            return defaultValue

    def get_bool(self, key: str, defaultValue: bool | None = None) -> bool | None:
        """True for y, yes, t, true, on, 1 in any case; any other text is False; the default only when absent."""
        value = self.get_value(key)
        if value is None:
            return defaultValue
        return read_flag(value, False) if isinstance(value, str) else bool(value)

    def get_file_bytes(self, index: int | str) -> bytes | None:
        """The bytes of a file by index, or by its field's or file's name; None where there is none."""
        entry = self._file(index)
        if entry is None:
            return None
        try:
            return base64.b64decode(entry.get("data") or "")
        except (binascii.Error, TypeError, ValueError) as exc:
            self._complain("sdk-file-undecodable", index=index, reason=str(exc))
            return None

    def get_image(self, index: int | str, module: str = "pil") -> Image | Any | None:
        """The picture as a PIL image (RGB, a copy), or with "opencv" as an array (BGR); None where there is none."""
        data = self.get_file_bytes(index)
        if not data:
            return None
        from PIL import Image as pictures

        try:
            with pictures.open(io.BytesIO(data)) as opened:
                picture = opened.convert("RGB")
        except (OSError, ValueError, SyntaxError, pictures.DecompressionBombError) as exc:
            self._complain("sdk-image-unreadable", index=index, reason=str(exc))
            return None
        if module.lower() == "pil":
            return picture
        import numpy

        return numpy.asarray(picture)[:, :, ::-1].copy()

    def _file(self, index: int | str) -> dict[str, Any] | None:
        if isinstance(index, int):
            return self.files[index] if -len(self.files) <= index < len(self.files) else None
        for name in ("name", "filename"):
            for entry in self.files:
                if entry.get(name) == index:
                    return entry
        return None

    def _complain(self, code: str, **params: object) -> None:
        getFileLogger(level=logging.INFO, name="codeproject_ai_sdk").error(text(code, **params))

    @staticmethod
    def clamp(value: Any, min_value: Any, max_value: Any) -> Any:
        """`value`, or the bound that it passes."""
        return max(min_value, min(max_value, value))

    @staticmethod
    def restrict(value: str, values: Sequence[str], default_value: str) -> str:
        """`value` where it is one of `values`, else the default."""
        return value if value in values else default_value

    @staticmethod
    def encode_image(image: Image, image_format: str = "PNG") -> str:
        """The picture's file as base64, without a data URI's head."""
        buffer = io.BytesIO()
        image.save(buffer, format=image_format)
        return base64.b64encode(buffer.getvalue()).decode("ascii")

    @staticmethod
    def encode_file_contents(file_name: str) -> str | None:
        """A file as base64; None where it cannot be read."""
        try:
            return base64.b64encode(Path(file_name).read_bytes()).decode("ascii")
        except OSError:
            return None


def file_entry(name: str, data: bytes, *, filename: str = "", content_type: str = "") -> dict[str, Any]:
    """One file as it stands in `RequestData.files`."""
    known = content_type or mimetypes.guess_type(filename or name)[0] or "application/octet-stream"
    encoded = base64.b64encode(data).decode("ascii")
    return {"name": name, "filename": filename or name, "contentType": known, "data": encoded}


def make_request_data(
    command: str,
    values: Mapping[str, Any],
    files: Iterable[dict[str, Any]] = (),
    *,
    request_id: str = "",
    queue: str = "",
    segments: Sequence[str] = (),
) -> RequestData:
    """A request as the server would hand it to `process`; values that are no text keep their type."""
    data = RequestData()
    data.request_id = request_id
    data.command = command
    data.segments = list(segments)
    if queue:
        data.queue = queue
    for key, value in values.items():
        data.add_value(key, value)
    data.files.extend(files)
    return data


__all__ = ["RequestData", "file_entry", "make_request_data"]
