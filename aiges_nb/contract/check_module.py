"""What a CodeProject.AI adapter declares against that platform's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..findings import Finding, error, warning
from ..types import Json
from .fields import shorten
from .model import Contract
from .module import module_entry, value_of
from .names import AUTO_COMMANDS, MODULE_ID, MODULE_ROUTE, MODULE_VERSION, RESERVED_COMMANDS, RESERVED_SEGMENTS

PLATFORMS: Final = (
    "all", "windows", "windows-arm64", "linux", "linux-arm64", "macos", "macos-arm64",
    "raspberrypi", "orangepi", "radxarock", "jetson",
)  # fmt: skip
_CHOICES: Final = {
    ("LaunchSettings", "RuntimeLocation"): ("Local", "Shared", "System"),
    ("LaunchSettings", "LogVerbosity"): ("Quiet", "Info", "Loud"),
    ("GpuOptions", "HalfPrecision"): ("force", "enable", "disable"),
}
_FLAGS: Final = (("LaunchSettings", "AutoStart"), ("GpuOptions", "InstallGPU"), ("GpuOptions", "EnableGPU"))
_NUMBERS: Final = (
    ("LaunchSettings", "PostStartPauseSecs"), ("LaunchSettings", "Parallelism"), ("LaunchSettings", "RequiredMb"),
)  # fmt: skip
_FLAT: Final = ("FilePath", "Runtime", "Platforms", "ModuleReleases", "Category", "AutoStart", "Queue", "Parallelism")


def check_module(contract: Contract) -> Iterator[Finding]:
    """Breaches of the settings file's rules that a class can cause; files and installers are checked on export."""
    if not MODULE_ID.fullmatch(contract.service_id):
        yield error("class.ModuleId", "bad-module-id", value=shorten(contract.service_id))
    if not MODULE_VERSION.fullmatch(contract.version):
        yield error("class.Version", "bad-module-version", value=shorten(contract.version))
    if "process" not in contract.hooks:
        yield error("class.process", "no-process")
    yield from _check_routes(contract)
    yield from _check_settings(contract)


def _check_routes(contract: Contract) -> Iterator[Finding]:
    seen: set[str] = set()
    routes = value_of(contract.settings, "RouteMaps")
    methods = [value_of(route, "Method") for route in _maps(routes)]
    for number, operation in enumerate(contract.operations):
        path = "class.RouteMaps"
        route = operation.route
        lowered = route.lower()
        if not route:
            yield error(path, "route-missing", number=number + 1)
        elif not MODULE_ROUTE.fullmatch(route) or lowered.startswith("v1/"):
            yield error(path, "bad-module-route", value=shorten(route))
        elif lowered.partition("/")[0] in RESERVED_SEGMENTS:
            yield error(path, "reserved-route", value=route, segment=lowered.partition("/")[0])
        elif any(lowered == f"{contract.service_id.lower()}/{command}" for command in AUTO_COMMANDS):
            yield error(path, "auto-route", value=route)
        elif lowered in seen:
            yield error(path, "repeated-route", value=route)
        else:
            shadowed = next((other for other in seen if route and other.startswith(lowered)), None)
            if shadowed is not None and not shadowed.startswith(f"{lowered}/"):
                yield warning(path, "route-prefix", value=route, other=shadowed)
        seen.add(lowered)
        if not operation.command:
            yield error(path, "command-missing", value=operation.name)
        elif operation.command.lower() in RESERVED_COMMANDS:
            yield error(path, "reserved-command", value=operation.command)
        method = methods[number] if number < len(methods) else None
        if isinstance(method, str) and method.upper() != "POST":
            yield error(path, "method-not-post", value=method, route=route)


def _check_settings(contract: Contract) -> Iterator[Finding]:
    settings = contract.settings
    for section, name in (*_CHOICES, *_FLAGS, *_NUMBERS):
        value = _inner(settings, section, name)
        if value is None:
            continue
        choices = _CHOICES.get((section, name))
        place = f"{section}.{name}"
        if choices is not None and value not in choices:
            yield error(
                "class.Settings", "setting-choice", name=place, value=shorten(value), allowed=", ".join(choices)
            )
        elif (section, name) in _FLAGS and str(value).lower() not in ("true", "false"):
            yield error("class.Settings", "setting-flag", name=place, value=shorten(value))
        elif (section, name) in _NUMBERS and not _is_whole(value):
            yield error("class.Settings", "setting-number", name=place, value=shorten(value))
    yield from _check_platforms(_inner(settings, "InstallOptions", "Platforms"))
    yield from _check_environment(value_of(settings, "EnvironmentVariables"))
    for name in _FLAT:
        if value_of(settings, name) is not None:
            yield error("class.Settings", "flat-setting", name=name)
    file = _inner(settings, "LaunchSettings", "FilePath")
    if isinstance(file, str) and (file.startswith(("/", "\\")) or ".." in file.replace("\\", "/").split("/")):
        yield error("class.Settings", "file-outside-module", value=file)
    document = module_entry(settings, contract.service_id)[1]
    releases = _maps(_inner(document, "InstallOptions", "ModuleReleases"))
    if releases and all(str(value_of(release, "ModuleVersion")) != contract.version for release in releases):
        yield error("class.Version", "version-not-released", value=contract.version)


def _check_platforms(platforms: Json) -> Iterator[Finding]:
    if platforms is None:
        return
    if not isinstance(platforms, Sequence) or isinstance(platforms, str):
        yield error("class.Settings", "setting-list", name="InstallOptions.Platforms", value=shorten(platforms))
        return
    for name in platforms:
        if str(name).lstrip("!").lower() not in PLATFORMS:
            yield error("class.Settings", "unknown-platform", value=shorten(name), known=", ".join(PLATFORMS))
    if platforms and all(str(name).startswith("!") for name in platforms):
        yield error("class.Settings", "only-exclusions")


def _check_environment(variables: Json) -> Iterator[Finding]:
    if variables is None:
        return
    if not isinstance(variables, Mapping):
        yield error("class.Settings", "setting-map", name="EnvironmentVariables", value=shorten(variables))
        return
    for name, value in variables.items():
        if value is not None and not isinstance(value, (bool, int, float, str)):
            yield error("class.Settings", "variable-not-scalar", name=name, value=shorten(value))


def _inner(settings: Mapping[str, Json], section: str, name: str) -> Json:
    found = value_of(settings, section)
    return value_of(found, name) if isinstance(found, Mapping) else None


def _maps(value: Json) -> list[Mapping[str, Json]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def _is_whole(value: Json) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and value.strip().lstrip("+-").isdecimal())
