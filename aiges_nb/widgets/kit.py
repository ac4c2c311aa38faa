"""The widgets of one form: made with shared layout and styles, closed together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ipywidgets import Layout, VBox, Widget


class Kit:
    """Makes widgets and remembers them, so that a closed form leaves none behind.

    A layout and a style each are two more models for every control; what looks alike shares them, and the
    form's own stylesheet does the rest.
    """

    def __init__(self) -> None:
        self._widgets: list[Widget] = []
        self._styles: dict[type, Widget] = {}
        self._layout = self.keep(Layout())

    def make(self, kind: type[Any], classes: str = "", **traits: Any) -> Any:
        """A widget of `kind` with the shared layout and style; `classes` are CSS classes parted by blanks."""
        style = self._style_of(kind)
        if style is not None:
            traits["style"] = style
        if classes:
            traits["_dom_classes"] = tuple(classes.split())
        return self.keep(kind(layout=self._layout, **traits))

    def keep(self, widget: Any) -> Any:
        """`widget` itself, now closed with the form."""
        self._widgets.append(widget)
        return widget

    def drop(self, widgets: Iterable[Widget]) -> None:
        """Close some of them now."""
        for widget in widgets:
            widget.close()
            self._widgets.remove(widget)

    def close(self) -> None:
        """Close every widget; a second call does nothing."""
        widgets, self._widgets = self._widgets, []
        self._styles = {}
        for widget in reversed(widgets):
            widget.unobserve_all()
            widget.close()

    def _style_of(self, kind: type[Any]) -> Widget | None:
        trait = getattr(kind, "style", None)
        if trait is None:
            return None
        style: type = trait.klass
        if style not in self._styles:
            self._styles[style] = self.keep(style())
        return self._styles[style]


class LabelledBox(VBox):  # type: ignore[misc]
    """A box that says in a word what it is: to print every widget in it takes as long as to display them."""

    label = ""

    def __repr__(self) -> str:
        return self.label
