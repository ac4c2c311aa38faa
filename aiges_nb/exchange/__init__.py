"""What travels: requests made and checked, answers read and checked, and the one codec between."""

from __future__ import annotations

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
