"""What travels: requests made and checked, answers read and checked, and the one codec between."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .codec import (
        decode_base64,
        decode_text,
        encode_base64,
        encode_text,
        pack_finding,
        pack_request,
        pack_response,
        param_from_text,
        param_to_text,
        unpack_finding,
        unpack_request,
        unpack_response,
    )
    from .codes import origin_of_code, platform_text
    from .conform import check_response, read_response
    from .jsonclean import clean_json
    from .make import check_request, fill_params, make_request
    from .media import media_kind, suffix_of
    from .request import InputItem, Request
    from .response import Failure, Output, Response

_HOMES = {
    "Failure": "response",
    "InputItem": "request",
    "Output": "response",
    "Request": "request",
    "Response": "response",
    "check_request": "make",
    "check_response": "conform",
    "clean_json": "jsonclean",
    "decode_base64": "codec",
    "decode_text": "codec",
    "encode_base64": "codec",
    "encode_text": "codec",
    "fill_params": "make",
    "make_request": "make",
    "media_kind": "media",
    "origin_of_code": "codes",
    "pack_finding": "codec",
    "pack_request": "codec",
    "pack_response": "codec",
    "param_from_text": "codec",
    "param_to_text": "codec",
    "platform_text": "codes",
    "read_response": "conform",
    "suffix_of": "media",
    "unpack_finding": "codec",
    "unpack_request": "codec",
    "unpack_response": "codec",
}

__all__ = [
    "Failure",
    "InputItem",
    "Output",
    "Request",
    "Response",
    "check_request",
    "check_response",
    "clean_json",
    "decode_base64",
    "decode_text",
    "encode_base64",
    "encode_text",
    "fill_params",
    "make_request",
    "media_kind",
    "origin_of_code",
    "pack_finding",
    "pack_request",
    "pack_response",
    "param_from_text",
    "param_to_text",
    "platform_text",
    "read_response",
    "suffix_of",
    "unpack_finding",
    "unpack_request",
    "unpack_response",
]


def __getattr__(name: str) -> Any:
    # A worker starts with the codec alone.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
