"""A contract as tables: what goes in, what may be set, what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..contract.model import Accept, Contract, Input, Operation, Param
from ..findings import Finding, sort_findings
from ..messages import text
from ..types import MISSING, Missing, ParamValue
from .bundle import Bundle, make_bundle, make_columns, size_text
from .findings import findings_html, findings_text
from .html import Child, Html, element, join

Row = tuple[str, str, str, str, str]
"""Key, type, limits, default, what it is (title and description)."""


def render_contract(contract: Contract, findings: Iterable[Finding] = ()) -> Bundle:
    """The contract's tables, and below them what was found in it."""
    found = sort_findings(findings)
    below = findings_html(found, grouped=True) if found else None
    plain = [contract_text(contract), *([findings_text(found)] if found else [])]
    return make_bundle(join([contract_html(contract), below]), "\n\n".join(plain))


def contract_html(contract: Contract) -> Html:
    """Head and tables of every operation."""
    many = len(contract.operations) > 1
    return join([head_html(contract), *(_operation_html(operation, many) for operation in contract.operations)])


def head_html(contract: Contract) -> Html:
    """Name, service and version, and what it is for."""
    said = contract.description.strip()
    return join(
        [
            element(
                "div",
                element("h4", contract.title or contract.class_name),
                element("span", service_line(contract), class_="aiges-nb-muted aiges-nb-small"),
                class_="aiges-nb-head",
            ),
            element("p", said, class_="aiges-nb-text") if said else None,
        ]
    )


def service_line(contract: Contract) -> str:
    """Service, version and platform in one line."""
    platform = "AIGES" if contract.platform == "aiges" else "CodeProject.AI"
    named = [contract.service_id, contract.version, platform]
    return " · ".join(part for part in named if part)


def contract_text(contract: Contract) -> str:
    """The same for a terminal."""
    lines = [f"{contract.title or contract.class_name} ({service_line(contract)})"]
    if contract.description.strip():
        lines.append(contract.description.strip())
    for operation in contract.operations:
        if len(contract.operations) > 1:
            lines.append(f"\n{operation.name}  {operation.route}")
        for heading, rows in _sections(operation):
            lines += ["", text(heading), _plain_table(rows)]
    return "\n".join(lines)


def limits_text(param: Param) -> str:
    """What values a parameter takes: its enum, bounds or lengths; empty when anything goes."""
    if param.enum:
        return " | ".join(value_text(value) for value in param.enum)
    if param.kind == "string":
        return _range(param.min_length, param.max_length, text("show-characters"))
    return _range(param.minimum, param.maximum, "")


def value_text(value: ParamValue | Missing) -> str:
    """One value as it would be typed; an empty text shows its quotes."""
    if value is MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value) or '""'


def describe(title: str, description: str) -> str:
    """Title and description in one line."""
    return " — ".join(part for part in (title.strip(), description.strip()) if part)


def _sections(operation: Operation) -> list[tuple[str, list[Row]]]:
    sections: list[tuple[str, list[Row]]] = [
        ("show-inputs", [_input_row(item) for item in operation.inputs]),
        ("show-params", [_param_row(param) for param in operation.params]),
        ("show-outputs", [_output_row(accept) for accept in operation.outputs]),
    ]
    return [(heading, rows) for heading, rows in sections if rows]


def _param_row(param: Param) -> Row:
    default = text("show-required") if param.required and param.default is MISSING else value_text(param.default)
    return param.key, param.kind, limits_text(param), default, describe(param.title, param.description)


def _input_row(item: Input) -> Row:
    required = text("show-required") if item.required else ""
    sample = sample_text(item)
    default = sample or required
    return item.key, str(item.type), _form_of(item), default, describe(item.title, item.description)


def sample_text(item: Input) -> str:
    """Where an input's declared sample comes from; empty when there is none."""
    if item.sample is None or (item.sample.is_empty and not item.sample.path):
        return ""
    if item.sample.path:
        return text("show-sample-path", path=item.sample.path)
    return text("show-sample", size=size_text(len(item.sample.data)))


def _output_row(accept: Accept) -> Row:
    return accept.key, str(accept.type), _form_of(accept), "", describe(accept.title, accept.description)


def _form_of(item: Input | Accept) -> str:
    parts = [item.encoding, item.format, item.compress if item.compress != "raw" else ""]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _range(low: float | None, high: float | None, unit: str) -> str:
    after = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return f"{value_text(low)} – {value_text(high)}{after}"
    if low is not None:
        return f"≥ {value_text(low)}{after}"
    return f"≤ {value_text(high)}{after}" if high is not None else ""


def _operation_html(operation: Operation, named: bool) -> Html:
    title = f"{operation.name}  {operation.route}".strip()
    return join(
        [
            element("h5", title) if named else None,
            element("p", operation.description) if named and operation.description else None,
            *(_section_html(heading, rows) for heading, rows in _sections(operation)),
        ]
    )


def _used(rows: Sequence[Row]) -> list[int]:
    return [i for i in range(5) if i < 2 or any(row[i] for row in rows)]


def _heads() -> list[str]:
    return [text(f"show-column-{name}") for name in ("key", "type", "limits", "default", "about")]


def _section_html(heading: str, rows: list[Row]) -> Html:
    used, heads = _used(rows), _heads()
    head = element("tr", *(element("th", heads[i], scope="col") for i in used))
    body = join(element("tr", *(element("td", _cell(i, row[i])) for i in used)) for row in rows)
    table = element("table", element("thead", head), element("tbody", body))
    return join([element("h5", text(heading)), element("div", table, class_="aiges-nb-table-box")])


def _cell(column: int, value: str) -> Child:
    return element("code", value) if column == 0 else value


def _plain_table(rows: list[Row]) -> str:
    used, heads = _used(rows), _heads()
    return make_columns([[row[i] for i in used] for row in rows], [heads[i] for i in used])
