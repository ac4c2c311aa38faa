"""One control for each parameter and each typed-in input."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ipywidgets as ipw

from ..contract.model import Input, Param
from ..messages import text
from ..render.contract import limits_text, value_text
from ..types import MISSING, DataType, Missing, ParamValue
from .kit import Kit

LONG_TEXT = 80
LONG_SAMPLE = 50_000
MAX_SLIDER_STEPS = 1000


class Control(Protocol):
    """One field of the form.

    `widgets` are its children in the form's grid, in order; they may change, which `on_layout` tells.
    """

    key: str
    path: str
    """The path of findings about this field."""

    @property
    def declared(self) -> Param | Input:
        """What the contract says about the field."""

    @property
    def widgets(self) -> tuple[ipw.Widget, ...]: ...

    def read(self) -> object:
        """What the caller chose, typed; MISSING when nothing."""

    def read_given(self) -> object:
        """What a request should carry: MISSING also where the choice is the declared default."""

    def write(self, value: object) -> None:
        """Show `value`.

        Raises:
            ValueError: the control cannot show it.
        """

    def adopt(self, earlier: Any) -> None:
        """Show what was chosen in the control of an equal field; nothing where that was left alone."""

    def observe(self, on_change: Callable[[], None], on_layout: Callable[[], None]) -> None:
        """Call back after every change of the value, or of `widgets`."""


class SimpleControl:
    """A field whose value is one widget's trait, with a line of help below."""

    def __init__(self, kit: Kit, declared: Param | Input, *, help_text: str = "") -> None:
        self.key = declared.key
        self.path = f"{'parameter' if isinstance(declared, Param) else 'payload'}.{declared.key}"
        self._declared = declared
        self._kit = kit
        self._parts: list[ipw.Widget] = []
        self._help = help_text

    @property
    def declared(self) -> Param | Input:
        return self._declared

    @property
    def widgets(self) -> tuple[ipw.Widget, ...]:
        if self._help and not any(isinstance(part, ipw.HTML) for part in self._parts):
            self._parts.append(self._kit.make(ipw.HTML, "aiges-nb-help aiges-nb-wide", value=help_html(self._help)))
        return tuple(self._parts)

    def read(self) -> object:
        raise NotImplementedError

    def read_given(self) -> object:
        raise NotImplementedError

    def write(self, value: object) -> None:
        raise NotImplementedError

    def adopt(self, earlier: Any) -> None:
        if earlier.read_given() is not MISSING:
            self.write(earlier.read())

    def observe(self, on_change: Callable[[], None], on_layout: Callable[[], None]) -> None:
        self._parts[0].observe(lambda _: on_change(), "value")


class ParamControl(SimpleControl):
    """A parameter's field; `default` is what a request carries when it is left alone."""

    def __init__(self, kit: Kit, param: Param) -> None:
        super().__init__(kit, param, help_text=_param_help(param))
        self.param = param

    def read_given(self) -> object:
        value = self.read()
        same = value == self.param.default and type(value) is type(self.param.default)
        return MISSING if same else value

    def _main(self, kind: type[Any], classes: str = "", **traits: Any) -> Any:
        widget = self._kit.make(
            kind,
            f"{classes} {'aiges-nb-required' if self.param.required else ''}",
            description=self.param.title or self.param.key,
            tooltip=_tooltip(self.param),
            **traits,
        )
        self._parts.append(widget)
        return widget


class EnumControl(ParamControl):
    """A dropdown; without a default its first choice is "not set"."""

    def __init__(self, kit: Kit, param: Param) -> None:
        super().__init__(kit, param)
        self._values: list[ParamValue | Missing] = list(param.enum)
        if param.default is MISSING or index_of(param.enum, param.default) is None:
            self._values.insert(0, MISSING)
        labels = [text("form-not-set") if value is MISSING else value_text(value) for value in self._values]
        options = [(label, index) for index, label in enumerate(labels)]
        start = index_of(self._values, param.default) or 0
        self._menu = self._main(ipw.Dropdown, "aiges-nb-wide", options=options, value=start)

    def read(self) -> object:
        return self._values[self._menu.value or 0]

    def write(self, value: object) -> None:
        found = index_of(self._values, value)
        if found is None:
            raise ValueError(value)
        self._menu.value = found


class BooleanControl(ParamControl):
    """A checkbox."""

    def __init__(self, kit: Kit, param: Param) -> None:
        super().__init__(kit, param)
        self._box = self._main(ipw.Checkbox, "aiges-nb-wide", value=bool(param.default), indent=True)

    def read(self) -> object:
        return bool(self._box.value)

    def write(self, value: object) -> None:
        if not isinstance(value, bool):
            raise ValueError(value)
        self._box.value = value


class NumberControl(ParamControl):
    """A number box that may hold a value out of bounds, which its finding then says, and a slider that cannot."""

    def __init__(self, kit: Kit, param: Param) -> None:
        super().__init__(kit, param)
        whole = param.kind == "integer"
        step = slider_step(param)
        start = param.default if isinstance(param.default, (int, float)) else 0
        box_kind = ipw.IntText if whole else ipw.FloatText
        box_step = 1 if whole else step
        self._box = self._main(box_kind, "" if step else "aiges-nb-wide aiges-nb-figure", value=start, step=box_step)
        self._slider: Any = None
        if step:
            self._slider = kit.make(
                ipw.IntSlider if whole else ipw.FloatSlider,
                "aiges-nb-slider",
                value=_clamp(start, param),
                min=param.minimum,
                max=param.maximum,
                step=step,
                readout=False,
                tooltip=_tooltip(param),
            )
            self._parts.append(self._slider)

    def observe(self, on_change: Callable[[], None], on_layout: Callable[[], None]) -> None:
        super().observe(on_change, on_layout)
        if self._slider is not None:
            self._box.observe(self._follow_box, "value")
            self._slider.observe(self._follow_slider, "value")

    def read(self) -> object:
        return self._box.value

    def write(self, value: object) -> None:
        number = as_number(value)
        if number is None or (self.param.kind == "integer" and not float(number).is_integer()):
            raise ValueError(value)
        self._box.value = int(number) if self.param.kind == "integer" else float(number)

    def _follow_box(self, change: Any) -> None:
        if _clamp(change["new"], self.param) == change["new"]:
            self._slider.value = change["new"]

    def _follow_slider(self, change: Any) -> None:
        # A browser sets a slider that followed the box to its nearest step, and tells so: nobody moved it.
        if abs(self._box.value - change["new"]) > self._slider.step * 0.501:
            self._box.value = change["new"]


class TextControl(ParamControl):
    """A text box; for a number without default too, since only an empty box can say "not set"."""

    def __init__(self, kit: Kit, param: Param) -> None:
        super().__init__(kit, param)
        start = param.default if isinstance(param.default, str) else ""
        long = len(start) > LONG_TEXT or "\n" in start or (param.max_length or 0) > 4 * LONG_TEXT
        kind = ipw.Textarea if long and param.kind == "string" else ipw.Text
        hint = limits_text(param) or ("" if param.kind == "string" else param.kind)
        classes = "aiges-nb-wide" if param.kind == "string" else "aiges-nb-wide aiges-nb-figure"
        self._box = self._main(kind, classes, value=start, placeholder=hint, continuous_update=False)

    def read(self) -> object:
        value: str = self._box.value
        return MISSING if not value and not isinstance(self.param.default, str) else value

    def write(self, value: object) -> None:
        if isinstance(value, (list, dict, bytes)) or value is None:
            raise ValueError(value)
        self._box.value = value_text(value) if isinstance(value, (bool, int, float)) else str(value)


class TypedInputControl(SimpleControl):
    """Text or JSON of the payload, typed into an area; the declared sample stands there first."""

    def __init__(self, kit: Kit, item: Input) -> None:
        super().__init__(kit, item, help_text=_input_help(item))
        self.item = item
        self._sample, hint = _sample_text(item)
        self._box = kit.make(
            ipw.Textarea,
            f"aiges-nb-wide{' aiges-nb-required' if item.required else ''}{' aiges-nb-json' if is_json(item) else ''}",
            description=item.title or item.key,
            tooltip=item.description or item.key,
            value=self._sample,
            placeholder=hint,
            rows=rows_of(self._sample),
            continuous_update=False,
        )
        self._parts.append(self._box)

    def read(self) -> object:
        value: str = self._box.value
        return value if value or self._sample else MISSING

    def read_given(self) -> object:
        value = self.read()
        if value is MISSING or value == self._sample:
            return MISSING
        # What is typed here is meant as it stands: "@@" keeps a leading "@" from naming a file.
        typed = str(value)
        return f"@{typed}" if typed.startswith("@") else typed

    def write(self, value: object) -> None:
        if isinstance(value, (bytes, bytearray, memoryview)):
            value = bytes(value).decode("utf-8")
        elif not isinstance(value, str):
            from ..exchange.codec import dump_json

            value = dump_json(value)
        self._box.value = value


def make_param_control(kit: Kit, param: Param) -> ParamControl:
    """The control that fits the parameter's kind, bounds and default."""
    if param.enum:
        return EnumControl(kit, param)
    if param.kind == "boolean":
        if isinstance(param.default, bool):
            return BooleanControl(kit, param)
        return EnumControl(kit, _as_choice(param))
    if param.kind in ("number", "integer") and as_number(param.default) is not None:
        return NumberControl(kit, param)
    return TextControl(kit, param)


def help_html(said: str) -> str:
    """One quiet line as the value of an HTML widget."""
    from ..render.html import escape_text
    from ..render.style import block

    return block(escape_text(said), class_="aiges-nb-muted aiges-nb-small")


def is_json(item: Input) -> bool:
    return item.type is DataType.JSON


def index_of(values: Sequence[object], value: object) -> int | None:
    """Where `value` stands, True and 1 told apart."""
    for index, other in enumerate(values):
        if other == value and isinstance(other, bool) == isinstance(value, bool):
            return index
    return None


def as_number(value: object) -> float | int | None:
    """A finite number that is no boolean, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return value


def slider_step(param: Param) -> float | int | None:
    """The step of a slider over the bounds, or None where a slider makes no sense.

    None without both bounds, for more than `MAX_SLIDER_STEPS` whole numbers, and for bounds that span
    orders of magnitude, where one pixel would be the whole lower half.
    """
    low, high = param.minimum, param.maximum
    if low is None or high is None or not math.isfinite(high - low) or high <= low:
        return None
    if param.kind == "integer":
        whole = float(low).is_integer() and float(high).is_integer()
        return 1 if whole and high - low <= MAX_SLIDER_STEPS else None
    if low > 0 and high / low > 1e4:
        return None
    return float(10.0 ** math.floor(math.log10((high - low) / 100) + 1e-9))


def rows_of(value: str) -> int:
    """Lines of an area for `value`: 3 to 12."""
    return max(3, min(12, value.count("\n") + 1 + len(value) // 120))


def _clamp(value: Any, param: Param) -> Any:
    low = value if param.minimum is None else max(value, param.minimum)
    return low if param.maximum is None else min(low, param.maximum)


def _as_choice(param: Param) -> Param:
    from dataclasses import replace

    return replace(param, enum=(True, False))


def _param_help(param: Param) -> str:
    limits = "" if param.enum or slider_step(param) else limits_text(param)
    keyed = param.key if param.title and param.title != param.key else ""
    if not (param.description or keyed) and param.default is MISSING:
        limits = ""
    return " · ".join(part for part in (keyed, param.description.strip(), limits) if part)


def _tooltip(param: Param) -> str:
    return " · ".join(part for part in (param.key, param.description.strip(), limits_text(param)) if part)


def _input_help(item: Input) -> str:
    keyed = item.key if item.title and item.title != item.key else ""
    kind = text("form-json") if is_json(item) else ""
    return " · ".join(part for part in (keyed, item.description.strip(), kind) if part)


def _sample_text(item: Input) -> tuple[str, str]:
    """The sample as text for the area, and a placeholder where it is too long to stand there."""
    if item.sample is None or not item.sample.data:
        return "", ""
    try:
        value = item.sample.data.decode("utf-8")
    except UnicodeDecodeError:
        return "", text("form-long-sample", count=len(item.sample.data))
    if len(value) > LONG_SAMPLE:
        return "", text("form-long-sample", count=len(value))
    return value, ""
