"""The rules of a module's folder: what the server, its installer and its explorer would refuse or lose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ..contract.check_module import PLATFORMS
from ..contract.names import AUTO_COMMANDS, MODULE_ID, MODULE_VERSION, RESERVED_COMMANDS, RESERVED_SEGMENTS
from ..findings import Finding, error

SETTINGS: Final = "modulesettings.json"
_MARKERS: Final = (
    ("/* START EXPLORER STYLE */", "/* END EXPLORER STYLE */"),
    ("<!-- START EXPLORER MARKUP -->", "<!-- END EXPLORER MARKUP -->"),
    ("// START EXPLORER SCRIPT", "// END EXPLORER SCRIPT"),
)
_CHOICES: Final = (
    ("LaunchSettings", "RuntimeLocation", ("Local", "Shared", "System")),
    ("LaunchSettings", "LogVerbosity", ("Quiet", "Info", "Loud")),
    ("GpuOptions", "HalfPrecision", ("force", "enable", "disable")),
)
_RUNTIME: Final = re.compile(r"python(3\.\d{1,2})?|dotnet|execute|launcher", re.IGNORECASE)
_FLAT: Final = ("FilePath", "Runtime", "Platforms", "ModuleReleases", "Category", "AutoStart", "Queue", "Parallelism")


def check_folder(folder: Path) -> tuple[Finding, ...]:
    """Everything that breaks a rule; nothing where the platform takes the folder as it is."""
    found = [*_check_settings_file(folder), *_check_overlays(folder), *_check_scripts(folder)]
    return (*found, *_check_explorer(folder))


def _rule(file: str, place: str, rule: str, **facts: object) -> Finding:
    return error(file, f"module-rule-{rule}", place=place, **facts)


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twins = [name for name in names if names.count(name) > 1]
    if twins:
        raise ValueError(f"the name {twins[0]!r} stands twice")
    return dict(pairs)


def read_strictly(data: bytes) -> Any:
    """A JSON document that the server, its installer and the SDK all read: no BOM, no comments, no name twice.

    Raises:
        ValueError: It is none.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise ValueError("it begins with a byte order mark")
    text = data.decode("utf-8")
    if "/*" in text:
        raise ValueError("the installer would cut out what follows /*")
    return json.loads(text, parse_constant=_no_constants, object_pairs_hook=_no_twins)


def _check_settings_file(folder: Path) -> Iterator[Finding]:
    try:
        document = read_strictly((folder / SETTINGS).read_bytes())
        modules = document["Modules"]
        ((module_id, entry),) = modules.items()
        assert isinstance(entry, dict)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as failure:
        yield _rule(SETTINGS, "Modules", "settings", reason=str(failure) or type(failure).__name__)
        return
    if not MODULE_ID.fullmatch(module_id):
        yield _rule(SETTINGS, f"Modules.{module_id}", "id", value=module_id)
    for name in ("Name", "Version"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            yield _rule(SETTINGS, name, "missing")
    for section in ("PublishingInfo", "LaunchSettings", "GpuOptions", "InstallOptions"):
        if not isinstance(entry.get(section), dict):
            yield _rule(SETTINGS, section, "missing")
    for name in _FLAT:
        if name in entry:
            yield _rule(SETTINGS, name, "flat")
    yield from _check_launch(folder, _section(entry, "LaunchSettings"))
    for section, name, known in _CHOICES:
        value = _section(entry, section).get(name)
        if value is not None and value not in known:
            yield _rule(SETTINGS, f"{section}.{name}", "choice", value=value, known=", ".join(known))
    if not _section(entry, "PublishingInfo").get("Category"):
        yield _rule(SETTINGS, "PublishingInfo.Category", "missing")
    yield from _check_install(str(entry.get("Version") or ""), _section(entry, "InstallOptions"))
    for name, value in _section(entry, "EnvironmentVariables").items():
        if isinstance(value, (list, dict)):
            yield _rule(SETTINGS, f"EnvironmentVariables.{name}", "scalar")
    yield from _check_routes(module_id, entry.get("RouteMaps"))


def _check_launch(folder: Path, launch: Mapping[str, Any]) -> Iterator[Finding]:
    file = launch.get("FilePath")
    if not isinstance(file, str) or not file:
        yield _rule(SETTINGS, "LaunchSettings.FilePath", "missing")
    else:
        path = (folder / file.replace("\\", "/")).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            yield _rule(SETTINGS, "LaunchSettings.FilePath", "file", value=file)
    runtime = launch.get("Runtime")
    if not launch.get("Command") and not (isinstance(runtime, str) and _RUNTIME.fullmatch(runtime)):
        yield _rule(
            SETTINGS, "LaunchSettings.Runtime", "choice", value=runtime, known="python3.N, python, dotnet, execute"
        )
    if not isinstance(launch.get("AutoStart"), bool):
        yield _rule(SETTINGS, "LaunchSettings.AutoStart", "choice", value=launch.get("AutoStart"), known="true, false")


def _check_install(version: str, install: Mapping[str, Any]) -> Iterator[Finding]:
    platforms = install.get("Platforms")
    names = platforms if isinstance(platforms, list) else []
    if not names or all(str(name).startswith("!") for name in names):
        yield _rule(SETTINGS, "InstallOptions.Platforms", "missing")
    for name in names:
        if str(name).lstrip("!").lower() not in PLATFORMS:
            yield _rule(SETTINGS, "InstallOptions.Platforms", "choice", value=name, known=", ".join(PLATFORMS))
    releases = [one for one in install.get("ModuleReleases") or () if isinstance(one, dict)]
    versions = [str(one.get("ModuleVersion", "")) for one in releases]
    for one, known in zip(releases, versions, strict=True):
        span = one.get("ServerVersionRange")
        if not MODULE_VERSION.fullmatch(known) or not isinstance(span, list) or len(span) != 2:
            yield _rule(SETTINGS, "InstallOptions.ModuleReleases", "release", value=known)
    if version not in versions:
        yield _rule(SETTINGS, "InstallOptions.ModuleReleases", "unreleased", value=version)
    elif max(map(_numbers, versions)) != _numbers(version):
        yield _rule(SETTINGS, "Version", "unreleased", value=version)


def _check_routes(module_id: str, routes: Any) -> Iterator[Finding]:
    maps = [one for one in routes if isinstance(one, dict)] if isinstance(routes, list) else []
    if not maps:
        yield _rule(SETTINGS, "RouteMaps", "missing")
    seen: set[str] = set()
    for number, one in enumerate(maps):
        place = f"RouteMaps[{number}]"
        for name in ("Name", "Route", "Command"):
            if not isinstance(one.get(name), str) or not one[name]:
                yield _rule(SETTINGS, f"{place}.{name}", "missing")
        route = str(one.get("Route", "")).lower()
        first = route.partition("/")[0]
        auto = {f"{module_id.lower()}/{command}" for command in AUTO_COMMANDS}
        if route != route.strip("/") or route.startswith("v1/") or first in RESERVED_SEGMENTS or route in seen | auto:
            yield _rule(SETTINGS, f"{place}.Route", "route", value=one.get("Route"))
        seen.add(route)
        if one.get("Method") != "POST":
            yield _rule(SETTINGS, f"{place}.Method", "choice", value=one.get("Method"), known="POST")
        if str(one.get("Command", "")).lower() in RESERVED_COMMANDS:
            yield _rule(SETTINGS, f"{place}.Command", "command", value=one.get("Command"))
        for side in ("Inputs", "Outputs"):
            yield from _check_params(f"{place}.{side}", one.get(side))


def _check_params(place: str, params: Any) -> Iterator[Finding]:
    for number, one in enumerate(params if isinstance(params, list) else ()):
        if not isinstance(one, dict) or not one.get("Name") or not one.get("Type"):
            yield _rule(SETTINGS, f"{place}[{number}]", "param")
            continue
        if str(one["Type"]).lower() not in ("integer", "float"):
            continue
        numbers = [_number(one.get(name)) for name in ("MinValue", "DefaultValue", "MaxValue")]
        given = [one.get(name) is not None for name in ("MinValue", "DefaultValue", "MaxValue")]
        if any(there and value is None for there, value in zip(given, numbers, strict=True)):
            yield _rule(SETTINGS, f"{place}[{number}]", "number", value=one["Name"])
        low, high = numbers[0], numbers[2]
        if low is not None and high is not None and low > high:
            yield _rule(SETTINGS, f"{place}[{number}]", "number", value=one["Name"])


def _check_overlays(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("modulesettings.*.json")):
        try:
            read_strictly(path.read_bytes())["Modules"]
        except (OSError, ValueError, KeyError, TypeError) as failure:
            yield _rule(path.name, "Modules", "settings", reason=str(failure) or type(failure).__name__)


def _check_scripts(folder: Path) -> Iterator[Finding]:
    shell, batch = folder / "install.sh", folder / "install.bat"
    if not shell.is_file() and not batch.is_file():
        yield _rule("install.sh", "install.sh", "missing")
    if shell.is_file() and (b"\r" in shell.read_bytes() or not shell.read_bytes().startswith(b"#!")):
        yield _rule("install.sh", "install.sh", "script")
    if not sorted(folder.glob("requirements*.txt")):
        yield _rule("requirements.txt", "requirements.txt", "missing")
    for path in sorted(folder.glob("requirements*.txt")):
        if "codeproject-ai-sdk" not in path.read_text("utf-8").lower():
            yield _rule(path.name, "CodeProject-AI-SDK", "missing")


def _check_explorer(folder: Path) -> Iterator[Finding]:
    try:
        page = (folder / "explore.html").read_text("utf-8")
    except (OSError, ValueError):
        yield _rule("explore.html", "explore.html", "missing")
        return
    lines = [line.strip() for line in page.splitlines()]
    for start, end in _MARKERS:
        places = [lines.index(mark) if lines.count(mark) == 1 else -1 for mark in (start, end)]
        if min(places) < 0 or places[1] - places[0] < 2:
            yield _rule("explore.html", start, "marker")


def _section(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = entry.get(name)
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version.partition("-")[0])]
