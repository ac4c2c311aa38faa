"""The magics: parse a line, call the workflow, hand back what shows itself."""

# mypy: allow-untyped-decorators

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from ..errors import UsageError
from ..types import CONVENTIONS
from .parsing import option, parse_line, takes
from .values import read_run, read_values

_CLASS = option("class_name", nargs="?", metavar="CLASS", help="magic-help-class")
_RUN_ID = option("run_id", metavar="ID", help="magic-help-id")
_RUN_OPTIONS = ("wait", "timeout", "where", "workers", "convention", "route", "stream", "frame_bytes", "interval")
_TIMEOUT = option("--timeout", type=float, metavar="S", help="cli-opt-timeout")


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

    @line_magic
    @takes(
        option("words", nargs="*", metavar="[CLASS] [key=value ...]", help="magic-help-values"),
        option("--wait", action="store_true", help="magic-help-wait"),
        _TIMEOUT,
        option("--where", choices=["kernel", "worker"], help="magic-help-where"),
        option("--workers", type=int, metavar="N", help="cli-opt-map-workers"),
        option("--as", dest="convention", choices=CONVENTIONS, default="local", help="cli-opt-as"),
        option("--route", default="", metavar="NAME", help="magic-help-route"),
        option("--stream", action="store_true", default=None, help="cli-opt-stream"),
        option("--frame-bytes", type=int, metavar="N", help="cli-opt-frame-bytes"),
        option("--interval", type=float, metavar="S", help="cli-opt-interval"),
        option("--res", action="append", default=[], metavar="ID=@FILE", help="cli-opt-res"),
    )
    def aiges_run(self, line: str) -> Any:
        """Show the form; with values, run now."""
        from ..workflows.run import run

        given = parse_line(self.aiges_run, line)
        name, values = read_values(given.words)
        options = {key: getattr(given, key) for key in _RUN_OPTIONS}
        return run(name, values or None, res=read_values(given.res)[1], **options)

    @line_magic
    @takes(
        _CLASS,
        option("--format", default="aiges", help="cli-opt-format"),
    )
    def aiges_schema(self, line: str) -> dict[str, Any]:
        """The schema derived from what the class declares."""
        from ..workflows.schema import schema

        given = parse_line(self.aiges_schema, line)
        return schema(given.class_name, format=given.format)

    @line_magic
    @takes(
        _CLASS,
        _TIMEOUT,
        option("--no-replay", action="store_true", help="cli-opt-no-replay"),
    )
    def aiges_check(self, line: str) -> Any:
        """Every finding, and a replay of the declared samples as each loader calls them."""
        from ..workflows.check import check

        given = parse_line(self.aiges_check, line)
        return check(given.class_name, timeout=given.timeout, replay=not given.no_replay)

    @line_magic
    @takes(
        _CLASS,
        option("-t", "--target", default="aiges", help="cli-opt-target"),
        option("-o", "--out", required=True, metavar="DIR", help="cli-opt-out"),
        option("--archive", action="store_true", help="cli-opt-archive"),
        option("--python-version", metavar="V", help="cli-opt-python-version"),
        option("--allow-secrets", action="store_true", help="cli-opt-allow-secrets"),
        option("--force", action="store_true", help="cli-opt-force"),
        option("--freeze", action="append", default=[], metavar="VAR", help="cli-opt-freeze"),
        option("--freeze-pickle", action="store_true", help="cli-opt-freeze-pickle"),
        _TIMEOUT,
    )
    def aiges_export(self, line: str) -> Any:
        """Write the package of the class, out of what this session executed."""
        from ..workflows.export import export

        given = vars(parse_line(self.aiges_export, line))
        return export(given.pop("class_name"), **given)

    @line_magic
    @takes(
        option("folder", metavar="DIR"),
        option("--level", choices=["process", "clean"], default="process", help="cli-opt-level"),
        option("--python", metavar="EXE", help="cli-opt-python"),
    )
    def aiges_verify(self, line: str) -> Any:
        """Prove a package: run it as it would be deployed, compare its answers."""
        from ..workflows.verify import verify

        given = parse_line(self.aiges_verify, line)
        return verify(given.folder, level=given.level, python=given.python)

    @line_magic
    @takes(
        option("name", metavar="NAME"),
        option("--kind", choices=["aiges", "codeproject"], default="aiges", help="cli-opt-kind"),
        option("-p", "--path", default=".", metavar="PATH", help="cli-opt-path"),
    )
    def aiges_create(self, line: str) -> Any:
        """A starter project: a notebook that runs, test data, README."""
        from ..workflows.create import create

        given = parse_line(self.aiges_create, line)
        return create(given.name, kind=given.kind, path=given.path)

    @line_magic
    @takes(
        option("words", nargs="+", metavar="[CLASS] DATA [key=value ...]", help="magic-help-data"),
        option("-o", "--out", metavar="OUT.jsonl", help="cli-opt-map-out"),
        option("--workers", type=int, metavar="N", help="cli-opt-map-workers"),
        option("--scheduler", metavar="ADDR", help="cli-opt-map-scheduler"),
        option("--as", dest="convention", choices=CONVENTIONS, default="local", help="cli-opt-as"),
        option("--timeout", type=float, metavar="S", help="cli-opt-map-timeout"),
        option("--resume", action="store_true", help="cli-opt-map-resume"),
        option("--force", action="store_true", help="cli-opt-map-force"),
        option("--wait", action="store_true", help="magic-help-wait"),
    )
    def aiges_map(self, line: str) -> Any:
        """Call the class for every row of a DataFrame, list, table, folder or pattern."""
        from .rows import start_map

        return start_map(vars(parse_line(self.aiges_map, line)))

    @line_magic
    @takes(
        _CLASS,
        option("--port", type=int, default=0, metavar="P", help="cli-opt-port"),
        option("--host", default="127.0.0.1", metavar="ADDRESS", help="cli-opt-host"),
        option("--workers", type=int, default=1, metavar="N", help="cli-opt-workers"),
        option("--token", metavar="T", help="cli-opt-token"),
        option("--no-token", action="store_true", help="cli-opt-no-token"),
        option("--as", dest="convention", choices=CONVENTIONS, default="loader", help="cli-opt-as"),
        option("--stop", action="store_true", help="magic-help-stop"),
    )
    def aiges_serve(self, line: str) -> Any:
        """Local HTTP beside the session; re-running the class's cell swaps what is served."""
        from ..workflows.serve import serve

        given = vars(parse_line(self.aiges_serve, line))
        return serve(given.pop("class_name"), **given)

    @line_magic
    @takes(
        option("--limit", type=int, default=20, help="cli-opt-limit"),
        option("--active", action="store_true", help="cli-opt-active"),
    )
    def aiges_jobs(self, line: str) -> Any:
        """The newest runs, of every interface."""
        from ..workflows.jobs import jobs

        given = parse_line(self.aiges_jobs, line)
        return jobs(limit=given.limit, active=given.active)

    @line_magic
    @takes(
        _RUN_ID,
    )
    def aiges_status(self, line: str) -> Any:
        """How one run stands."""
        from ..workflows.jobs import status

        return status(read_run(parse_line(self.aiges_status, line).run_id))

    @line_magic
    @takes(
        _RUN_ID,
        option("--force", action="store_true", help="cli-opt-cancel-force"),
    )
    def aiges_cancel(self, line: str) -> Any:
        """Ask a run to stop, whichever process it is in."""
        from ..workflows.jobs import cancel

        given = parse_line(self.aiges_cancel, line)
        return cancel(read_run(given.run_id), force=given.force)

    @line_magic
    @takes(
        _RUN_ID,
    )
    def aiges_logs(self, line: str) -> None:
        """Print what the author's code printed in a run."""
        from ..workflows.jobs import logs

        print(logs(read_run(parse_line(self.aiges_logs, line).run_id)), end="")

    @line_magic
    @takes(
        option("--limit", type=int, default=100, help="cli-opt-limit"),
    )
    def aiges_history(self, line: str) -> Any:
        """The newest runs as a DataFrame."""
        from ..workflows.jobs import history

        return history(limit=parse_line(self.aiges_history, line).limit)

    @line_magic
    @takes(
        option("left", metavar="A", help="magic-help-id"),
        option("right", metavar="B", help="magic-help-id"),
    )
    def aiges_compare(self, line: str) -> Any:
        """Two runs side by side, and where they differ."""
        from ..workflows.compare import compare

        given = parse_line(self.aiges_compare, line)
        return compare(read_run(given.left), read_run(given.right))

    @line_magic
    @takes(
        _RUN_ID,
        option("--name", metavar="N", help="magic-help-pin-name"),
    )
    def aiges_pin(self, line: str) -> Any:
        """Keep a run as a golden case beside the notebook; every export carries it."""
        from ..workflows.pin import pin

        given = parse_line(self.aiges_pin, line)
        return pin(read_run(given.run_id), name=given.name)


MAGIC_NAMES = tuple(sorted(name for kind in ("line", "cell") for name in AigesMagics.magics[kind]))
