"""The group of commands, each loaded when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

import click

from .. import __version__
from ..messages import Language, set_language, text
from .failure import Ending, explain_ending
from .options import Command, common_options
from .output import drop_stdout, paint, prepare_streams, print_json, say, say_findings
from .settings import Settings, scan_settings

COMMANDS = (
    "create",
    "contract",
    "schema",
    "check",
    "run",
    "preview",
    "export",
    "verify",
    "jobs",
    "status",
    "cancel",
    "logs",
    "serve",
    "map",
    "bench",
    "client",
    "doctor",
)


class App(click.Group):
    """`aiges-nb`: finds a command's module by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        made: click.Command = import_module(f"{__package__}.commands.{cmd_name}").make()
        return made

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            import difflib

            near = ", ".join(difflib.get_close_matches(args[0], COMMANDS, n=2, cutoff=0.5)) or ", ".join(COMMANDS)
            raise click.UsageError(text("cli-no-command", name=args[0], known=near), ctx)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, text("cli-group-usage"), f"{text('cli-usage')} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)  # type: ignore[arg-type]
        with formatter.section(text("cli-commands")):
            formatter.write_dl([(name, text(f"cli-help-{name}")) for name in COMMANDS])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return Command.get_help_option(self, ctx)  # type: ignore[arg-type]


def make_app() -> App:
    """The command line in the language in force."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=text("cli-opt-version"),
        callback=_show_version,
    )
    return App(
        "aiges-nb",
        help=text("cli-help"),
        params=[*common_options(), version],
        no_args_is_help=False,
        invoke_without_command=True,
        callback=_show_help,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def run_app(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    prepare_streams()
    settings = scan_settings(arguments)
    with _speaking(settings.language):
        try:
            outcome = make_app().main(list(arguments), prog_name="aiges-nb", standalone_mode=False, obj=settings)
            return outcome if isinstance(outcome, int) else 0
        except BrokenPipeError:
            drop_stdout()
            return 0
        except (Exception, KeyboardInterrupt) as exc:
            ending = explain_ending(exc, verbose=settings.verbose)
            tell_ending(ending, settings, _command_of(arguments))
            return ending.exit_code


def tell_ending(ending: Ending, settings: Settings, command: str) -> None:
    """Say why a command ended early: as its JSON document, and in words on stderr."""
    if settings.json:
        print_json(ending.to_json(command))
    if ending.findings:
        say_findings(ending.findings, quiet=settings.quiet)
        if ending.details:
            say(ending.details)
        return
    if ending.details:
        say(ending.details)
    say(f"{paint('aiges-nb', '31', sys.stderr)}: {ending.words}")


@contextmanager
def _speaking(language: Language | None) -> Iterator[None]:
    """Speak a language in this process and in the workers it starts."""
    if language is None:
        yield
        return
    before = os.environ.get("AIGES_NB_LANG")
    os.environ["AIGES_NB_LANG"] = language
    set_language(language)
    try:
        yield
    finally:
        set_language(None)
        if before is None:
            del os.environ["AIGES_NB_LANG"]
        else:
            os.environ["AIGES_NB_LANG"] = before


def _command_of(arguments: Sequence[str]) -> str:
    return next((token for token in arguments if token in COMMANDS), "")


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"aiges-nb {__version__}")
        context.exit()


@click.pass_context
def _show_help(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
