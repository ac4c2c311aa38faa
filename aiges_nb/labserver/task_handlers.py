"""Check, preview, export, verify and create over HTTP: each runs the command line with the kernel's interpreter."""

# mypy: allow-untyped-decorators

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from .base import PREFIX, Handler, Refused
from .interpreters import find_python
from .places import resolve_inside
from .tasks import Task, TooManyTasks

TASK_ID: Final = r"(?P<task_id>[0-9a-f]{16})"
LIMITS_S: Final[Mapping[str, float]] = {
    "contract": 120,
    "create": 60,
    "check": 600,
    "preview": 120,
    "export": 1800,
    "verify": 3600,
}
_LEVELS: Final = ("process", "clean")


class TasksHandler(Handler):
    """`GET tasks?path=P`: what was begun; `POST tasks`: begin one."""

    @authenticated
    @authorized
    async def get(self) -> None:
        tasks = self.services.tasks.list(self.get_query_argument("path", ""))
        self.reply({"tasks": [task.to_json() for task in tasks]})

    @authenticated
    @authorized
    async def post(self) -> None:
        body = self.read_body(
            kind=str, path=str, class_name=str, kernel=str, target=str, out=str, python_version=str, level=str,
            name=str, archive=bool, allow_secrets=bool, force=bool,
        )  # fmt: skip
        kind = body.get("kind") or ""
        if kind not in LIMITS_S:
            raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-kind", kind=kind, known=", ".join(sorted(LIMITS_S)))
        root = self.services.root
        subject = await self.services.in_thread(resolve_inside, root, body.get("path") or "")
        await self.services.in_thread(_require_there, subject, str(body.get("path")))
        python = await self.services.in_thread(find_python, self.kernel_spec_manager, body.get("kernel") or "")
        arguments = await self.services.in_thread(_ARGUMENTS[kind], body, subject, root)
        argv = [python, "-m", "aiges_nb", kind, *arguments, "--json", "--lang", self.language]
        try:
            task = await self.services.tasks.start(
                argv,
                kind=kind,
                path=str(body.get("path")),
                class_name=body.get("class_name") or "",
                cwd=subject if subject.is_dir() else subject.parent,
                limit_s=LIMITS_S[kind],
                language=self.language,
            )
        except TooManyTasks:
            self.set_header("Retry-After", "5")
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "lab-too-many-tasks") from None
        self.reply(task.to_json(), HTTPStatus.ACCEPTED)


class TaskHandler(Handler):
    """`GET tasks/ID`: how it stands; `DELETE tasks/ID`: stop it."""

    @authenticated
    @authorized
    async def get(self, task_id: str) -> None:
        self.reply(self._find(task_id).to_json())

    @authenticated
    @authorized
    async def delete(self, task_id: str) -> None:
        task = self._find(task_id)
        self.services.tasks.cancel(task)
        self.reply(task.to_json(), HTTPStatus.ACCEPTED)

    def _find(self, task_id: str) -> Task:
        task = self.services.tasks.get(task_id)
        if task is None:
            raise Refused(HTTPStatus.NOT_FOUND, "lab-no-task")
        return task


def _require_there(path: Path, shown: str) -> None:
    if not path.exists():
        raise Refused(HTTPStatus.NOT_FOUND, "lab-not-there", path=shown)


def _class_of(body: Mapping[str, Any]) -> list[str]:
    """The class as an argument; a name that looks like an option is no name."""
    name = body.get("class_name") or ""
    if not name:
        return []
    if not name.isidentifier():
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-field", name="class_name", seen=name)
    return [name]


def _contract(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    return [str(subject), *_class_of(body)]


def _check(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    return [str(subject), *_class_of(body)]


def _target(body: Mapping[str, Any]) -> list[str]:
    version = body.get("python_version") or ""
    return ["--target", body.get("target") or "aiges", *([f"--python-version={version}"] if version else [])]


def _preview(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    return [str(subject), *_class_of(body), *_target(body)]


def _export(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    out = resolve_inside(root, body.get("out") or "")
    if out == root or out in subject.parents:
        # It would replace the folder that holds the notebook.
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-out-holds-notebook", path=str(body.get("out")))
    flags = [f"--{name.replace('_', '-')}" for name in ("archive", "allow_secrets", "force") if body.get(name)]
    return [str(subject), *_class_of(body), *_target(body), "--out", str(out), *flags]


def _verify(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    level = body.get("level") or "process"
    if level not in _LEVELS:
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-kind", kind=level, known=", ".join(_LEVELS))
    return [str(subject), "--level", level]


def _create(body: Mapping[str, Any], subject: Path, root: Path | None) -> list[str]:
    name = body.get("name") or ""
    if name.startswith("-"):
        raise Refused(HTTPStatus.BAD_REQUEST, "lab-bad-field", name="name", seen=name)
    return [name, "--kind", body.get("target") or "aiges", "--path", str(subject)]


_ARGUMENTS: Final[Mapping[str, Callable[[Mapping[str, Any], Path, Path | None], list[str]]]] = {
    "contract": _contract,
    "create": _create,
    "check": _check,
    "preview": _preview,
    "export": _export,
    "verify": _verify,
}

ROUTES: Final = (
    (rf"{PREFIX}/tasks", TasksHandler),
    (rf"{PREFIX}/tasks/{TASK_ID}", TaskHandler),
)
