"""What the toolkit's server needs at run time, pinned to what is installed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ..findings import Finding, warning

if TYPE_CHECKING:
    from packaging.requirements import Requirement

OWN: Final = "aiges_nb"
_EXTRA: Final = "serve"
_NOT_SERVED: Final = frozenset({"ipywidgets"})
"""Forms are for notebooks; a server never imports them."""

SYSTEM_PACKAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "opencv-contrib-python": ("libgl1", "libglib2.0-0"),
    "opencv-contrib-python-headless": ("libglib2.0-0",),
    "opencv-python": ("libgl1", "libglib2.0-0"),
    "opencv-python-headless": ("libglib2.0-0",),
    "lightgbm": ("libgomp1",),
    "pydub": ("ffmpeg",),
    "pytesseract": ("tesseract-ocr",),
    "python-magic": ("libmagic1",),
    "pyzbar": ("libzbar0",),
}
"""Libraries of the system that a wheel loads and a slim image lacks."""


def pin_server(python_version: tuple[int, int]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Lines of a requirements.txt for the server, everything below it included, and what could not be pinned."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        declared = requires(OWN) or []
    except PackageNotFoundError:
        declared = []
    own = [one for one in _parse(declared) if _is_for(one, _EXTRA, python_version) and one.name not in _NOT_SERVED]
    lines: dict[str, str] = {}
    findings: list[Finding] = []
    for one, version in _closure(own, python_version):
        marker = _kept_marker(one)
        if version:
            lines[_canonical(one.name)] = f"{one.name}=={version}{marker}"
        else:
            lines[_canonical(one.name)] = f"{one.name}{one.specifier}{marker}"
            findings.append(warning("requirements.txt", "package-server-unpinned", name=one.name))
    return tuple(lines[name] for name in sorted(lines)), tuple(findings)


def find_system_packages(requirements: Iterable[str], python_version: tuple[int, int]) -> tuple[str, ...]:
    """Debian packages that the wheels behind these lines load, as far as known here; sorted."""
    found: set[str] = set()
    for one, _ in _closure(list(_parse(requirements)), python_version):
        found.update(SYSTEM_PACKAGES.get(_canonical(one.name), ()))
    return tuple(sorted(found))


def _closure(wanted: list[Requirement], python_version: tuple[int, int]) -> Iterator[tuple[Requirement, str]]:
    """Each requirement and those below it, once, with the version that is installed here or an empty text."""
    from importlib.metadata import PackageNotFoundError, distribution

    seen: set[str] = set()
    waiting = list(wanted)
    while waiting:
        one = waiting.pop(0)
        name = _canonical(one.name)
        if name in seen:
            continue
        seen.add(name)
        try:
            installed = distribution(one.name)
        except PackageNotFoundError:
            yield one, ""
            continue
        yield one, installed.version.partition("+")[0]
        for below in _parse(installed.requires or ()):
            if any(_is_for(below, extra, python_version) for extra in ("", *one.extras)):
                waiting.append(below)


def _parse(lines: Iterable[str]) -> Iterator[Requirement]:
    from packaging.requirements import InvalidRequirement, Requirement

    for line in lines:
        try:
            yield Requirement(line.partition(" #")[0].strip())
        except InvalidRequirement:
            continue  # an option or a path: not a name that could be looked up


def _is_for(one: Requirement, extra: str, python_version: tuple[int, int]) -> bool:
    """Whether it is wanted on a Linux server with that Python."""
    from packaging.markers import default_environment

    if one.marker is None:
        return True
    version = "{}.{}".format(*python_version)
    environment: dict[str, str] = {name: str(value) for name, value in default_environment().items()}
    environment |= {"python_version": version, "python_full_version": f"{version}.0", "extra": extra}
    environment |= {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    return one.marker.evaluate(environment)


def _kept_marker(one: Requirement) -> str:
    """A marker about the platform, so that the same file installs on other systems too; others are decided here."""
    text = str(one.marker) if one.marker is not None else ""
    if "sys_platform" not in text and "platform_system" not in text:
        return ""
    return '; sys_platform != "win32"' if "win32" in text.lower() or "windows" in text.lower() else ""


def _canonical(name: str) -> str:
    return name.replace("_", "-").replace(".", "-").lower()
