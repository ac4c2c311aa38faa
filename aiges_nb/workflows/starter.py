"""The starter projects: small services that do something real with the standard library alone."""

from __future__ import annotations

import io
import json
import math
import re
import struct
import wave
from collections.abc import Callable, Mapping
from typing import Any, Final

Files = dict[str, bytes]
Cell = tuple[str, str]


def make_aiges_starter(name: str) -> Files:
    """A service that measures a recording and gives it back at the wanted loudness."""
    cells: list[Cell] = [
        ("markdown", _AIGES_INTRO.replace("NAME", name)),
        ("code", "%load_ext aiges_nb"),
        ("markdown", "## The service · 服务"),
        ("code", _AIGES_MODEL),
        ("code", _AIGES_WRAPPER.replace("SERVICE", _identifier(name))),
        ("markdown", "## Try it · 试用"),
        ("code", "%aiges_run"),
        ("code", "%aiges_run --wait peak=0.5"),
        ("markdown", "## Check, export, verify · 检查、导出、验证"),
        ("code", "%aiges_check"),
        ("code", "%aiges_export --target aiges -o package"),
        ("code", "%aiges_verify package"),
    ]
    return {
        f"{name}.ipynb": make_notebook(cells),
        "data/tone.wav": make_tone(),
        "README.md": _README.replace("NAME", name).encode(),
        "README.zh-CN.md": _README_ZH.replace("NAME", name).encode(),
        ".gitignore": b"package/\n.ipynb_checkpoints/\n",
    }


def make_codeproject_starter(name: str) -> Files:
    """A module that counts the words of a text."""
    cells: list[Cell] = [
        ("markdown", _MODULE_INTRO.replace("NAME", name)),
        ("code", "%load_ext aiges_nb"),
        ("markdown", "## The module · 模块"),
        ("code", _MODULE.replace("MODULE", _camel(name)).replace("ROUTE", _identifier(name))),
        ("markdown", "## Try it · 试用"),
        ("code", "%aiges_run"),
        ("code", '%aiges_run --wait text="to be or not to be" top=2'),
        ("markdown", "## Check · 检查"),
        ("code", "%aiges_check"),
    ]
    return {
        f"{name}.ipynb": make_notebook(cells),
        "data/poem.txt": "床前明月光，疑是地上霜。\nThe moon before my bed is bright, is bright as frost.\n".encode(),
        "README.md": _README_MODULE.replace("NAME", name).encode(),
        "README.zh-CN.md": _README_MODULE_ZH.replace("NAME", name).encode(),
        ".gitignore": b"package/\n.ipynb_checkpoints/\n",
    }


STARTERS: Final[Mapping[str, Callable[[str], Files]]] = {
    "aiges": make_aiges_starter,
    "codeproject": make_codeproject_starter,
}


def make_tone() -> bytes:
    """A second of a soft, swelling tone: 8 kHz, 16 bit, one channel."""
    rate = 8000
    samples = (round(6000 * (index / rate) * math.sin(2 * math.pi * 440 * index / rate)) for index in range(rate))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(struct.pack(f"<{rate}h", *samples))
    return file.getvalue()


def make_notebook(cells: list[Cell]) -> bytes:
    """An `.ipynb` of (kind, text) cells, the same bytes every time."""
    document: dict[str, Any] = {
        "cells": [_document_cell(number, kind, source) for number, (kind, source) in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _document_cell(number: int, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    lines = source.strip("\n").split("\n")
    return {**cell, "source": [f"{line}\n" for line in lines[:-1]] + [lines[-1]]}


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name).lower()


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[\W_]+", name) if part)


_AIGES_INTRO: Final = """
# NAME

Measures a recording (WAV) and gives it back at the wanted loudness. Standard library only:
replace the model with yours.

测量一段录音（WAV）的响度，并按指定的峰值输出。只用标准库：请换成你自己的模型。
"""

_AIGES_MODEL: Final = '''
import io
import json
import math
import struct
import wave


def read_sound(data):
    """Samples of a 16-bit WAV as floats from -1 to 1, and its parameters."""
    with wave.open(io.BytesIO(data)) as sound:
        if sound.getsampwidth() != 2:
            raise wave.Error("only 16-bit samples")
        frames = sound.readframes(sound.getnframes())
        samples = struct.unpack("<%dh" % (len(frames) // 2), frames)
        return [sample / 32768 for sample in samples], sound.getparams()


def write_sound(samples, params):
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(params.nchannels)
        sound.setsampwidth(2)
        sound.setframerate(params.framerate)
        whole = [max(-32768, min(32767, round(sample * 32768))) for sample in samples]
        sound.writeframes(struct.pack("<%dh" % len(whole), *whole))
    return file.getvalue()
'''

_AIGES_WRAPPER: Final = '''
from aiges.core.types import DataAudio, DataText, Once
from aiges.sdk import AudioBodyField, JsonBodyField, NumberParamField, StringParamField, WrapperBase

try:
    from aiges_embed import Response, ResponseData
except ImportError:
    from aiges.dto import Response, ResponseData

NOT_A_WAV = 4001
DIGITS = 3


class UserRequest:
    sound = AudioBodyField(key="sound", path="data/tone.wav", encoding="wav")
    peak = NumberParamField(key="peak", minimum=0.05, maximum=1, value=0.9)
    unit = StringParamField(key="unit", enums=["linear", "dbfs"], value="linear", title="Unit of the levels")


class UserResponse:
    accept_levels = JsonBodyField(key="levels")
    accept_louder = AudioBodyField(key="louder", encoding="wav")


class Wrapper(WrapperBase):
    """Measure a recording, and give it back at the wanted peak."""

    serviceId = "SERVICE"
    version = "v1"
    requestCls = UserRequest()
    responseCls = UserResponse()

    def wrapperInit(self, config):
        return 0

    def wrapperOnceExec(self, params, reqData, usrTag="", persId=0):
        res = Response()
        try:
            samples, facts = read_sound(reqData.get("sound").data)
        except (wave.Error, EOFError, struct.error):
            return res.response_err(NOT_A_WAV)

        peak = max((abs(sample) for sample in samples), default=0)
        mean = math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))
        levels = {"peak": peak, "rms": mean, "seconds": len(samples) / facts.nchannels / facts.framerate}
        if params.get("unit", "linear") == "dbfs":
            levels.update((name, 20 * math.log10(levels[name] or 1e-6)) for name in ("peak", "rms"))

        answer = ResponseData()
        answer.key = "levels"
        answer.setDataType(DataText)
        answer.status = Once
        answer.setData(json.dumps({name: round(value, DIGITS) for name, value in levels.items()}).encode("utf-8"))

        gain = float(params.get("peak", 0.9)) / peak if peak else 1
        louder = ResponseData()
        louder.key = "louder"
        louder.setDataType(DataAudio)
        louder.status = Once
        louder.setData(write_sound([sample * gain for sample in samples], facts))

        res.list = [answer, louder]
        return res

    def wrapperError(self, ret):
        return {NOT_A_WAV: "not a 16-bit WAV recording"}.get(ret, "unknown error")

    def wrapperFini(self):
        return 0
'''

_MODULE_INTRO: Final = """
# NAME

Counts the words of a text. Standard library only: replace the model with yours.

统计一段文本中的词。只用标准库：请换成你自己的模型。
"""

_MODULE: Final = '''
import collections
import re
import time

from codeproject_ai_sdk import JSON, ModuleRunner, RequestData


class MODULE_adapter(ModuleRunner):
    """Count the words of a text."""

    ModuleId = "MODULE"
    Version = "1.0.0"
    RouteMaps = [
        {
            "Name": "Word Count",
            "Route": "text/ROUTE",
            "Command": "count",
            "Description": "Counts the words of a text.",
            "Inputs": [
                {"Name": "text", "Type": "Text", "Description": "The text.", "DefaultValue": "to be or not to be"},
                {
                    "Name": "top",
                    "Type": "Integer",
                    "Description": "How many words to give.",
                    "DefaultValue": "3",
                    "MinValue": "1",
                    "MaxValue": "100",
                },
            ],
            "Outputs": [
                {"Name": "success", "Type": "Boolean", "Description": "True if successful."},
                {"Name": "words", "Type": "Object", "Description": "The most frequent words and their counts."},
                {"Name": "inferenceMs", "Type": "Integer", "Description": "Milliseconds the counting took."},
            ],
        }
    ]

    def initialise(self) -> None:
        self.pattern = re.compile(r"[\\w']+")

    def process(self, data: RequestData) -> JSON:
        started = time.perf_counter()
        words = self.pattern.findall(str(data.get_value("text", "")).lower())
        counts = dict(collections.Counter(words).most_common(data.get_int("top", 3)))
        return {"success": True, "words": counts, "inferenceMs": int((time.perf_counter() - started) * 1000)}

    def selftest(self) -> JSON:
        data = RequestData()
        data.command = "count"
        data.add_value("text", "to be or not to be")
        return {"success": bool(self.process(data)["words"])}


if __name__ == "__main__":
    MODULE_adapter().start_loop()
'''

_README: Final = """# NAME

An AIGES service written in a notebook. [中文说明](README.zh-CN.md)

```bash
jupyter lab NAME.ipynb                                  # the form, the check, the export
aiges-nb run NAME.ipynb -p peak=0.5 -o out              # one run; the sound is written to out/
aiges-nb check NAME.ipynb
aiges-nb export NAME.ipynb --target aiges -o package
aiges-nb verify package --level clean                   # on the platform's real SDK
```

`data/tone.wav` is the declared sample: `run`, `check` and `export` use it where no sound is given.
"""

_README_ZH: Final = """# NAME

用 notebook 编写的 AIGES 服务。[English](README.md)

```bash
jupyter lab NAME.ipynb                                  # 表单、检查、导出
aiges-nb run NAME.ipynb -p peak=0.5 -o out              # 运行一次；声音写入 out/
aiges-nb check NAME.ipynb
aiges-nb export NAME.ipynb --target aiges -o package
aiges-nb verify package --level clean                   # 在平台真实 SDK 上验证
```

`data/tone.wav` 是声明的样例：没有给出声音时，`run`、`check` 和 `export` 都使用它。
"""

_README_MODULE: Final = """# NAME

A CodeProject.AI module written in a notebook. [中文说明](README.zh-CN.md)

```bash
jupyter lab NAME.ipynb                                  # the form and the check
aiges-nb run NAME.ipynb -p top=2 -p text="to be or not to be"
aiges-nb check NAME.ipynb
aiges-nb schema NAME.ipynb --format modulesettings
```

`data/poem.txt` is a text to try: `aiges-nb run NAME.ipynb -p text="$(cat data/poem.txt)"`.
"""

_README_MODULE_ZH: Final = """# NAME

用 notebook 编写的 CodeProject.AI 模块。[English](README.md)

```bash
jupyter lab NAME.ipynb                                  # 表单与检查
aiges-nb run NAME.ipynb -p top=2 -p text="to be or not to be"
aiges-nb check NAME.ipynb
aiges-nb schema NAME.ipynb --format modulesettings
```

`data/poem.txt` 是可供试用的文本：`aiges-nb run NAME.ipynb -p text="$(cat data/poem.txt)"`。
"""
