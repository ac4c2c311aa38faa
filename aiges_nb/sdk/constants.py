"""The platform's numbers for data types and stream states, under all the names authors use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STRING: Final = 0
AUDIO: Final = 1
IMAGE: Final = 2
VIDEO: Final = 3
DataText: Final = 0
DataAudio: Final = 1
DataImage: Final = 2
DataVideo: Final = 3
Types: Final[Mapping[int, str]] = {0: "text", 1: "audio", 2: "image", 3: "video"}

DataBegin: Final = 0
DataContinue: Final = 1
DataEnd: Final = 2
DataOnce: Final = 3
Once: Final = 3
Status: Final[Mapping[int, str]] = {0: "begin", 1: "continue", 2: "end", 3: "once"}

THREAD_MODE: Final = "thread"
PROCESS_MODE: Final = "process"

__all__ = [
    "AUDIO",
    "IMAGE",
    "PROCESS_MODE",
    "STRING",
    "THREAD_MODE",
    "VIDEO",
    "DataAudio",
    "DataBegin",
    "DataContinue",
    "DataEnd",
    "DataImage",
    "DataOnce",
    "DataText",
    "DataVideo",
    "Once",
    "Status",
    "Types",
]
