"""Moves the clock of a Python process by TRIAL_CLOCK_SHIFT_S seconds, as if it ran on another day."""

from __future__ import annotations

import datetime
import os
import time
from typing import Any

_SHIFT = float(os.environ.get("TRIAL_CLOCK_SHIFT_S", "0"))
_time, _time_ns = time.time, time.time_ns
_localtime, _gmtime, _strftime, _ctime, _asctime = time.localtime, time.gmtime, time.strftime, time.ctime, time.asctime
_date, _datetime = datetime.date, datetime.datetime


def _now(seconds: float | None = None) -> float:
    return _time() + _SHIFT if seconds is None else seconds


class _SameKind(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class date(_date, metaclass=_SameKind):
    @classmethod
    def today(cls) -> Any:
        return _date.fromtimestamp(_now())


class datetime_(_datetime, metaclass=_SameKind):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return _datetime.fromtimestamp(_now(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return _datetime.fromtimestamp(_now(), datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return _datetime.fromtimestamp(_now())


if _SHIFT:
    time.time = _now
    time.time_ns = lambda: _time_ns() + int(_SHIFT * 1e9)
    time.localtime = lambda seconds=None: _localtime(_now(seconds))  # type: ignore[assignment]
    time.gmtime = lambda seconds=None: _gmtime(_now(seconds))  # type: ignore[assignment]
    time.ctime = lambda seconds=None: _ctime(_now(seconds))  # type: ignore[assignment]
    time.strftime = lambda form, moment=None: _strftime(form, moment or time.localtime())  # type: ignore[assignment]
    time.asctime = lambda moment=None: _asctime(moment or time.localtime())  # type: ignore[assignment]
    datetime.date = date  # type: ignore[misc]
    datetime.datetime = datetime_  # type: ignore[misc]
