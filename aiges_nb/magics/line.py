"""The magics: parse a line, call the workflow, hand back what shows itself."""

# mypy: allow-untyped-decorators

from __future__ import annotations

import argparse
from typing import Any

from IPython.core.error import UsageError as IPythonUsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments

from ..errors import UsageError
from ..messages import text
from ..types import CONVENTIONS
from .values import read_values, split_line

_CLASS = argument("class_name", nargs="?", metavar="CLASS", help=text("magic-help-class"))
_RUN_ID = argument("run_id", metavar="ID", help=text("magic-help-id"))
_TIMEOUT = argument("--timeout", type=float, metavar="S", help=text("cli-opt-timeout"))


@magics_class
class AigesMagics(Magics):  # type: ignore[misc]
    """What `%load_ext aiges_nb` brings; each is one function of `aiges_nb`, of the same name and arguments."""

    @cell_magic
    def aiges_wrapper(self, line: str, cell: str) -> Any:
        """Run the cell with the authoring names at hand; show what its class declares and every finding."""
        __tracebackhide__ = True
        from .wrapper import show_wrapper

        if line.strip():
            raise UsageError("magic-word", word=line.strip())
        return show_wrapper(self.shell, cell)

    @magic_arguments()
    @argument("words", nargs="*", metavar="[CLASS] key=value", help=text("magic-help-values"))
    @argument("--wait", action="store_true", help=text("magic-help-wait"))
    @_TIMEOUT
    @argument("--where", choices=["kernel", "worker"], help=text("magic-help-where"))
    @argument("--as", dest="convention", choices=CONVENTIONS, default="local", help=text("cli-opt-as"))
    @line_magic
    def aiges_run(self, line: str) -> Any:
        """Show the form; with values, run now."""
        from ..workflows.run import run

        given = _parse(self.aiges_run, line)
        name, values = read_values(given.words)
        options = {key: getattr(given, key) for key in ("wait", "timeout", "where", "convention")}
        return run(name, values or None, **options)

    @magic_arguments()
    @_CLASS
    @argument("--format", default="aiges", help=text("cli-opt-format"))
    @line_magic
    def aiges_schema(self, line: str) -> dict[str, Any]:
        """The schema derived from what the class declares."""
        from ..workflows.schema import schema

        given = _parse(self.aiges_schema, line)
        return schema(given.class_name, format=given.format)

    @magic_arguments()
    @_CLASS
    @_TIMEOUT
    @argument("--no-replay", action="store_true", help=text("cli-opt-no-replay"))
    @line_magic
    def aiges_check(self, line: str) -> Any:
        """Every finding, and a replay of the declared samples as each loader calls them."""
        from ..workflows.check import check

        given = _parse(self.aiges_check, line)
        return check(given.class_name, timeout=given.timeout, replay=not given.no_replay)

    @magic_arguments()
    @_CLASS
    @argument("-t", "--target", default="aiges", help=text("cli-opt-target"))
    @argument("-o", "--out", required=True, metavar="DIR", help=text("cli-opt-out"))
    @argument("--archive", action="store_true", help=text("cli-opt-archive"))
    @argument("--python-version", metavar="V", help=text("cli-opt-python-version"))
    @argument("--allow-secrets", action="store_true", help=text("cli-opt-allow-secrets"))
    @argument("--force", action="store_true", help=text("cli-opt-force"))
    @_TIMEOUT
    @line_magic
    def aiges_export(self, line: str) -> Any:
        """Write the package of the class, out of what this session executed."""
        from ..workflows.export import export

        given = vars(_parse(self.aiges_export, line))
        return export(given.pop("class_name"), **given)

    @magic_arguments()
    @argument("folder", metavar="DIR")
    @argument("--level", choices=["process", "clean"], default="process", help=text("cli-opt-level"))
    @argument("--python", metavar="EXE", help=text("cli-opt-python"))
    @line_magic
    def aiges_verify(self, line: str) -> Any:
        """Prove a package: run it as it would be deployed, compare its answers."""
        from ..workflows.verify import verify

        given = _parse(self.aiges_verify, line)
        return verify(given.folder, level=given.level, python=given.python)

    @magic_arguments()
    @argument("name", metavar="NAME")
    @argument("--kind", choices=["aiges", "codeproject"], default="aiges", help=text("cli-opt-kind"))
    @argument("-p", "--path", default=".", metavar="PATH", help=text("cli-opt-path"))
    @line_magic
    def aiges_create(self, line: str) -> Any:
        """A starter project: a notebook that runs, test data, README."""
        from ..workflows.create import create

        given = _parse(self.aiges_create, line)
        return create(given.name, kind=given.kind, path=given.path)

    @magic_arguments()
    @argument("--limit", type=int, default=20, help=text("cli-opt-limit"))
    @argument("--active", action="store_true", help=text("cli-opt-active"))
    @line_magic
    def aiges_jobs(self, line: str) -> Any:
        """The newest runs, of every interface."""
        from ..workflows.jobs import jobs

        given = _parse(self.aiges_jobs, line)
        return jobs(limit=given.limit, active=given.active)

    @magic_arguments()
    @_RUN_ID
    @line_magic
    def aiges_status(self, line: str) -> Any:
        """How one run stands."""
        from ..workflows.jobs import status

        return status(_parse(self.aiges_status, line).run_id)

    @magic_arguments()
    @_RUN_ID
    @argument("--force", action="store_true", help=text("cli-opt-cancel-force"))
    @line_magic
    def aiges_cancel(self, line: str) -> Any:
        """Ask a run to stop, whichever process it is in."""
        from ..workflows.jobs import cancel

        given = _parse(self.aiges_cancel, line)
        return cancel(given.run_id, force=given.force)

    @magic_arguments()
    @_RUN_ID
    @line_magic
    def aiges_logs(self, line: str) -> None:
        """Print what the author's code printed in a run."""
        from ..workflows.jobs import logs

        print(logs(_parse(self.aiges_logs, line).run_id), end="")

    @magic_arguments()
    @argument("--limit", type=int, default=100, help=text("cli-opt-limit"))
    @line_magic
    def aiges_history(self, line: str) -> Any:
        """The newest runs as a DataFrame."""
        from ..workflows.jobs import history

        return history(limit=_parse(self.aiges_history, line).limit)


MAGIC_NAMES = tuple(sorted(name for kind in ("line", "cell") for name in AigesMagics.magics[kind]))


def _parse(magic: Any, line: str) -> argparse.Namespace:
    """The options and words of a line.

    Raises:
        UsageError: The line does not fit the magic; tells how it is used.
    """
    parser = magic.parser
    try:
        parsed: argparse.Namespace = parser.parse_intermixed_args(split_line(line))
    except IPythonUsageError as refused:
        usage = " ".join(parser.format_usage().split()).partition(" ")[2].removeprefix("%")
        raise UsageError("magic-usage", reason=str(refused).rstrip("."), usage=f"%{usage}") from None
    return parsed
