"""Options and arguments that several commands take, with their help in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from ..messages import text
from .settings import Settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Runner = Callable[..., int]


class Command(click.Command):
    """A command whose help and headings speak the caller's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), f"{text('cli-usage')} ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = [piece for param in self.params for piece in param.get_usage_pieces(ctx)]
        return [text("cli-options-metavar"), *pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section(text("cli-options")):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help_option()


def make_command(name: str, run: Runner, params: Iterable[click.Parameter], *, help_code: str = "") -> Command:
    """The command `name`, which calls `run` with its settings and its own parameters; these go before common ones."""
    own = tuple(params)
    taken = {flag for param in own for flag in param.opts}
    words = text(help_code or f"cli-help-{name}")

    def invoke(**given: Any) -> int:
        settings: Settings = click.get_current_context().find_root().obj
        return run(settings, **given)

    return Command(
        name,
        callback=invoke,
        params=[*own, *(common for common in common_options() if not taken & set(common.opts))],
        help=words,
        short_help=words,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def common_options() -> list[click.Parameter]:
    """`--json`, `--lang`, `-q`, `-v`: taken before and after a command's name."""
    return [
        _setting(["--json"], "json", is_flag=True, help=text("cli-opt-json")),
        _setting(["--lang"], "language", type=click.Choice(["en", "zh"]), help=text("cli-opt-lang")),
        _setting(["-q", "--quiet"], "quiet", is_flag=True, help=text("cli-opt-quiet")),
        _setting(["-v", "--verbose"], "verbose", is_flag=True, help=text("cli-opt-verbose")),
    ]


def option(*names: str, help: str, **how: Any) -> click.Option:
    """One option; `help` is a message code."""
    return click.Option(list(names), help=text(help), **how)


def source_argument() -> click.Argument:
    """SRC: a notebook, a script with cells, or an exported package's folder."""
    return click.Argument(["source"], metavar="SRC", type=click.Path())


def class_argument() -> click.Argument:
    """CLASS: needed only where SRC has several."""
    return click.Argument(["class_name"], metavar="[CLASS]", required=False, shell_complete=_complete_class)


def folder_argument() -> click.Argument:
    """DIR: an exported package."""
    return click.Argument(["folder"], metavar="DIR", type=click.Path(file_okay=False))


def run_id_argument() -> click.Argument:
    """ID: a run, its beginning is enough."""
    return click.Argument(["run_id"], metavar="ID", shell_complete=_complete_run)


def pairs_option(*names: str, help: str, kind: str) -> click.Option:
    """An option that may be given again and again as `key=value`."""

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(f"{key}=", type="plain") for key in _declared_keys(context, kind) if key.startswith(begun)
        ]

    return click.Option(list(names), multiple=True, metavar="KEY=VALUE", help=text(help), shell_complete=complete)


def _setting(names: list[str], field: str, **how: Any) -> click.Option:
    def remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_root().obj, field, value)

    return click.Option(names, expose_value=False, callback=remember, is_eager=True, **how)


def _help_option() -> click.Option:
    def show(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return click.Option(
        ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, help=text("cli-opt-help"), callback=show
    )


def _complete_class(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in _classes(context) if name.startswith(begun)]


def _complete_run(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from ..errors import AigesNbError
    from ..runs import open_store

    try:
        records = open_store().list(limit=30)
    except AigesNbError:
        return []
    return [CompletionItem(record.id, help=str(record.state)) for record in records if record.id.startswith(begun)]


def _classes(context: click.Context) -> list[str]:
    from ..errors import AigesNbError
    from ..source import find_classes, read_notebook

    try:
        return sorted({found.name for found in find_classes(read_notebook(_source(context)))})
    except (AigesNbError, OSError):
        return []


def _declared_keys(context: click.Context, kind: str) -> list[str]:
    """Keys that the source declares, told without running it: `...ParamField(key="...")` and the like."""
    import re

    from ..errors import AigesNbError
    from ..source import read_notebook

    try:
        written = "\n".join(cell.source for cell in read_notebook(_source(context)).cells)
    except (AigesNbError, OSError):
        return []
    found = re.findall(rf"\w{kind}Field\([^()]*?\bkey\s*=\s*[\"']([^\"']+)[\"']", written)
    return list(dict.fromkeys(found))


def _source(context: click.Context) -> Any:
    from pathlib import Path

    # While an option still wants its value, click leaves the words before it unread.
    return Path(str(context.params.get("source") or next(iter(context.args), "")))
