"""A contract as a form of stock widgets that runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from ..contract.model import Contract, Input, Operation
from ..errors import AigesNbError, RequestError, UsageError
from ..exchange import check_request, make_request
from ..exchange.make import add_resources
from ..findings import Finding
from ..messages import text
from ..render.contract import contract_html, contract_text, head_html
from ..render.facts import RunFacts
from ..render.findings import findings_html
from ..render.html import Html, element, join
from ..render.style import block, root, style_element
from ..types import MISSING, Convention, DataType
from .controls import Control, TypedInputControl, make_param_control
from .kit import Kit, LabelledBox
from .parts import RunParts
from .resource import make_resource, resource_of
from .style import FORM_STYLE
from .upload import FileControl
from .watched import LiveRun

if TYPE_CHECKING:
    from ..invoke.backend import Backend
    from ..invoke.run import Run


def build_form(
    backend: Backend,
    *,
    operation: str = "",
    convention: Convention = "local",
    timeout_s: float | None = None,
    open_worker: Callable[[], Backend] | None = None,
) -> Form:
    """A form for what `backend` runs, one control a declared field.

    Args:
        operation: The route shown first; empty for the first one.
        convention: Who the hooks believe calls them.
        timeout_s: Seconds that a run may take; None for as long as it likes.
        open_worker: Gives a process of its own for the same class, offered where a cancelled run holds on to
            the kernel's thread.
    """
    return Form(backend, operation=operation, convention=convention, timeout_s=timeout_s, open_worker=open_worker)


class Form:
    """Controls, Run button and result pane of one service; the same without a front end through `run`.

    Building sends the messages of the controls only: what is shown seldom (findings, a bar, the result) is
    made when it is first needed. `close` leaves no widget behind.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        operation: str = "",
        convention: Convention = "local",
        timeout_s: float | None = None,
        open_worker: Callable[[], Backend] | None = None,
    ) -> None:
        self.backend = backend
        self.contract: Contract = backend.contract
        self.last_run: Run | None = None
        self._convention: Convention = convention
        self._timeout_s = timeout_s
        self._folder = Path()
        self._kit = Kit()
        self._controls: dict[str, dict[str, Control]] = {}
        self._slots: dict[tuple[str, str], Any] = {}
        self._shown: dict[tuple[str, str], bool] = {}
        self._menu: Any = None
        self._resource = make_resource(self._kit) if "wrapperLoadRes" in self.contract.hooks else None
        self._operation = self._find_operation(operation)
        self._fields = self._kit.make(ipw.VBox, "aiges-nb-fields", children=self._children())
        self._open_worker = open_worker
        self._worker_button: Any = None
        self._run_button = self._kit.make(
            ipw.Button, "aiges-nb-run", description=text("form-run"), button_style="primary", icon="play"
        )
        self._run_button.on_click(lambda _: self._press_run())
        lead = (self._run_button,)
        self._view = RunParts(self._kit, lead=lead, contract=self.contract, on_look=self._look_at_run)
        head = self._kit.make(ipw.HTML, value=self._head())
        parts = [head, *self._route_menu(), self._fields, self._view.actions, self._view.pane]
        self.widget: LabelledBox = self._kit.make(LabelledBox, "aiges-nb-form", children=tuple(parts))
        self.widget.label = repr(self)
        self._closed = False

    @property
    def operation(self) -> Operation:
        """The operation whose fields are shown."""
        return self._operation

    @property
    def values(self) -> dict[str, object]:
        """What the controls say now, by key; fields without a value are left out."""
        read = ((key, control.read()) for key, control in self._current().items())
        return {key: value for key, value in read if value is not MISSING}

    def set(self, **values: object) -> None:
        """Show these values in their controls; None takes an upload away.

        Raises:
            RequestError: a key that is no field, or a value that its control cannot show.
        """
        controls = self._current()
        for key, value in values.items():
            if key not in controls:
                raise RequestError(self._check({key: value}))
            try:
                controls[key].write(value)
            except (TypeError, ValueError):
                raise RequestError(self._check({key: value}, only=controls[key].path)) from None

    def check(self) -> tuple[Finding, ...]:
        """What is wrong with the values as they stand, shown at their fields; empty when they can run."""
        found = self._check(self._given())
        self._show_findings(found)
        return found

    def run(self, **values: object) -> Run:
        """Start a run with the controls' values, `values` going before, and show it in the form.

        The run goes on by itself: `form.run().result()` waits for it, `await form.run()` too.

        Raises:
            RequestError: the values do not fit, or the form is closed. Every finding is told.
        """
        if self._closed:
            raise UsageError("form-closed")
        request = make_request(self.contract, {**self._given(), **values}, operation=self._operation_name())
        if self._resource is not None:
            request = add_resources(self.contract, request, resource_of(self._resource))
        self._show_findings(())
        run = self.backend.start(request, convention=self._convention, timeout_s=self._timeout_s)
        self.last_run = run
        self._view.watch(LiveRun(run))
        return run

    def choose(self, operation: str) -> None:
        """Show the fields of another operation, by its name or route.

        Raises:
            UsageError: there is none of that name.
        """
        chosen = self._find_operation(operation)
        if chosen is not self._operation:
            self._operation = chosen
            self._lay_out()
            self._menu.value = chosen.name

    def take_over(self, earlier: Form) -> None:
        """Show what was typed into an earlier form, wherever its field is still declared the same.

        What was set in this form already stays.
        """
        if earlier.operation.name in earlier._controls and self._operation is self.contract.operation:
            with suppress(UsageError):
                self.choose(earlier.operation.name)
        for operation in self.contract.operations:
            for key, other in earlier._controls.get(operation.name, {}).items():
                control = self._controls_of(operation).get(key)
                if control is not None and control.declared == other.declared and control.read_given() is MISSING:
                    control.adopt(other)

    def close(self) -> None:
        """Take the form away with every widget and comm of it; a run under way goes on."""
        if not self._closed:
            self._closed = True
            self._view.close()
            with self._view.lock:
                self._kit.close()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None, **_: object) -> dict[str, Any]:
        call = text("form-how", call="form.run(...)")
        fallback = root(contract_html(self.contract), element("p", call, class_="aiges-nb-muted"))
        bundle: dict[str, Any] = {"text/plain": f"{contract_text(self.contract)}\n\n{call}", "text/html": fallback}
        if not self._closed:
            model = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = model
        return bundle

    def __repr__(self) -> str:
        return f"<Form of {self.contract.class_name}: {', '.join(self._current())}>"

    def __enter__(self) -> Form:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what the widgets call

    def _press_run(self) -> None:
        if self._closed or self._view.is_busy:
            return
        try:
            self.run()
        except RequestError as refused:
            own = self._show_findings(refused.findings)
            self._view.tell(text("form-fix-first"), findings_html(own) if own else None)
        except Exception as failed:  # a callback's exception would be lost in the log of the front end
            self._fail(failed)

    def _press_worker(self, _: Any) -> None:
        """Go on in a process of its own: the kernel's thread is held by a run that does not stop."""
        if self._closed or self._open_worker is None:
            return
        self._worker_button.disabled = True
        try:
            self.backend = self._open_worker()
            self._open_worker = None
            self.run()
        except Exception as failed:
            self._fail(failed)

    def _fail(self, error: Exception) -> None:
        said = str(error) if isinstance(error, AigesNbError) else f"{type(error).__name__}: {error}"
        card = element("div", said, class_="aiges-nb-card aiges-nb-error aiges-nb-text")
        self._view.tell(text("form-could-not-start"), card)

    def _look_at_run(self, facts: RunFacts) -> tuple[Any, ...]:
        """The Run button as the run has it, and a worker where it holds on to the kernel's thread."""
        self._run_button.disabled = not facts.state.is_final
        if facts.stage != "holding-on" or self._open_worker is None:
            return ()
        if self._worker_button is None:
            self._worker_button = self._kit.make(
                ipw.Button, "aiges-nb-worker", description=text("watch-worker"), tooltip=text("watch-worker-tip")
            )
            self._worker_button.on_click(self._press_worker)
        return (self._worker_button,)

    def _touched(self, control: Control) -> None:
        value = control.read_given()
        found = () if value is MISSING else self._check({control.key: value}, only=control.path)
        self._show_at(control, found)

    # -- parts

    def _head(self) -> Html:
        found = self.backend.findings
        said = findings_html(found) if found else None
        upload = f".aiges-nb-form{{--aiges-upload:{json.dumps(text('form-upload'), ensure_ascii=False)}}}"
        return join([style_element(FORM_STYLE + upload), block(head_html(self.contract), said)])

    def _route_menu(self) -> list[Any]:
        if len(self.contract.operations) < 2:
            return []
        options = [(f"{operation.name} — {operation.route}", operation.name) for operation in self.contract.operations]
        self._menu = self._kit.make(
            ipw.Dropdown, "aiges-nb-route", options=options, value=self._operation.name, description=text("form-route")
        )
        self._menu.observe(lambda change: self.choose(change["new"]), "value")
        return [self._menu]

    def _current(self) -> dict[str, Control]:
        return self._controls_of(self._operation)

    def _controls_of(self, operation: Operation) -> dict[str, Control]:
        name = operation.name
        if name not in self._controls:
            made: list[Control] = [self._make_input(item) for item in operation.inputs]
            made += [make_param_control(self._kit, param) for param in operation.params]
            self._controls[name] = {control.key: control for control in made}
            for control in made:
                control.observe(partial(self._touched, control), self._lay_out)
        return self._controls[name]

    def _make_input(self, item: Input) -> Control:
        if item.type in (DataType.TEXT, DataType.JSON):
            return TypedInputControl(self._kit, item)
        return FileControl(self._kit, item, self._folder)

    def _lay_out(self) -> None:
        self._fields.children = self._children()

    def _children(self) -> tuple[Any, ...]:
        name = self._operation.name
        children: list[Any] = []
        for key, control in self._current().items():
            children += control.widgets
            if self._shown.get((name, key)):
                children.append(self._slots[name, key])
        if self._resource is not None:
            children += self._resource.widgets
        return tuple(children)

    def _show_findings(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Put each at its field, take stale ones away, and give back those that belong to no field."""
        rest = list(findings)
        for control in self._current().values():
            own = tuple(finding for finding in findings if finding.path == control.path)
            rest = [finding for finding in rest if finding not in own]
            self._show_at(control, own, lay_out=False)
        self._lay_out()
        return tuple(rest)

    def _show_at(self, control: Control, findings: tuple[Finding, ...], *, lay_out: bool = True) -> None:
        place = (self._operation.name, control.key)
        if findings:
            if place not in self._slots:
                self._slots[place] = self._kit.make(ipw.HTML, "aiges-nb-slot aiges-nb-wide")
            self._slots[place].value = block(findings_html(findings, with_path=False))
        if self._shown.get(place, False) != bool(findings):
            self._shown[place] = bool(findings)
            if lay_out:
                self._lay_out()

    # -- values

    def _given(self) -> dict[str, object]:
        read = ((key, control.read_given()) for key, control in self._current().items())
        return {key: value for key, value in read if value is not MISSING}

    def _check(self, values: Mapping[str, object], only: str = "") -> tuple[Finding, ...]:
        found = check_request(self.contract, values, operation=self._operation_name())
        return tuple(finding for finding in found if not only or finding.path == only)

    def _operation_name(self) -> str:
        return self._operation.name if len(self.contract.operations) > 1 else ""

    def _find_operation(self, name: str) -> Operation:
        if not name:
            return self.contract.operation
        for operation in self.contract.operations:
            if name in (operation.name, operation.route):
                return operation
        names = ", ".join(operation.name for operation in self.contract.operations)
        raise UsageError("form-no-route", name=name, names=names)
