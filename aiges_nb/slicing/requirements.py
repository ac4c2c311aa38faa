"""Find the distributions a slice needs, pinned for the target Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final, Protocol, runtime_checkable

from ..findings import Finding, error, info, warning
from ..program import Place
from .hints import Hint, read_hints
from .index import Answer, Index, PackageIndex
from .installed import Distribution, canonical_name, find_distributions, installed_names, module_file
from .stdlib import Version, is_standard, module_gap, version_text


class Use(Protocol):
    """One import of a slice, as `slicing.select` finds it; `module` is dotted."""

    @property
    def module(self) -> str: ...
    @property
    def optional(self) -> bool: ...
    @property
    def lazy(self) -> bool: ...
    @property
    def place(self) -> Place: ...


@runtime_checkable
class HasImports(Protocol):
    """A slice: its imports and the modules it carries along."""

    @property
    def imports(self) -> tuple[Use, ...]: ...


@dataclass(frozen=True)
class Requirement:
    """One line of requirements.txt. `modules` are the imports behind it; `name` is canonical."""

    name: str
    specifier: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    modules: tuple[str, ...] = ()
    optional: bool = False
    lazy: bool = False

    @property
    def comment(self) -> str:
        """What the line says behind `#`: whether the import is optional or lazy."""
        words = [word for word, said in (("optional import", self.optional), ("lazy import", self.lazy)) if said]
        return ", ".join(words)

    def __str__(self) -> str:
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        marker = f" ; {self.marker}" if self.marker else ""
        comment = f"  # {self.comment}" if self.comment else ""
        return f"{self.name}{extras}{self.specifier}{marker}{comment}"


@dataclass(frozen=True)
class RequirementSet:
    """Every distribution a slice needs for one Python, sorted by name.

    `platform` names what the target itself must bring (aiges, codeproject-ai-sdk, aiges-nb, pyaiges).
    """

    lines: tuple[Requirement, ...] = ()
    findings: tuple[Finding, ...] = ()
    platform: tuple[str, ...] = ()
    target_python: Version = (3, 9)
    options: tuple[str, ...] = ()
    """Lines that say where else to look, `--extra-index-url URL`, as the notebook's install lines do."""

    @property
    def text_lines(self) -> tuple[str, ...]:
        """The lines of requirements.txt."""
        return (*self.options, *map(str, self.lines))


PLATFORM_MODULES: Final[Mapping[str, str]] = {
    "aiges": "aiges",
    "aiges_embed": "aiges",
    "aiges_nb": "aiges-nb",
    "codeproject_ai_sdk": "codeproject-ai-sdk",
    "pyaiges": "pyaiges",
    "python_wrapper": "aiges-wrapper",
}
"""Imports that the export target answers for, with their distribution."""

KNOWN_MODULES: Final[Mapping[str, str]] = {
    "Crypto": "pycryptodome",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "usb": "pyusb",
    "websocket": "websocket-client",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""Distributions whose name is not their import's, for imports that are not installed."""

_PREFERRED: Final = ("opencv-python-headless", "opencv-contrib-python-headless", "pillow", "onnxruntime", "setuptools")
_ASK: Final = PackageIndex()


def find_requirements(
    source: HasImports | Iterable[Use],
    *,
    target_python: Version = (3, 9),
    hints: Iterable[str] = (),
    index: Index | None = _ASK,
    search_path: Sequence[str] | None = None,
) -> RequirementSet:
    """The distributions behind a slice's imports, pinned to what is installed where the target Python allows.

    Args:
        source: A slice, or its imports.
        target_python: Which Python will run the package.
        hints: `%pip install` lines of the notebook.
        index: Who is asked for releases when an installed one does not support the target Python; asked
            only then. None: nobody.
        search_path: Folders to look for installed distributions in; `sys.path` when None.
    """
    uses, local = _imports_of(source)
    platform = sorted({PLATFORM_MODULES[top] for use in uses if (top := _top(use.module)) in PLATFORM_MODULES})
    gaps = [_gap_finding(use, target_python, gap) for use in uses if (gap := module_gap(use.module, target_python))]
    wanted = [
        use
        for use in uses
        if _top(use.module) not in PLATFORM_MODULES
        and _top(use.module) not in local
        and not is_standard(use.module, target_python)
    ]
    if not wanted:
        return RequirementSet((), tuple(gaps), tuple(platform), target_python)
    known = read_hints(hints)
    found = find_distributions((use.module for use in wanted), search_path)
    gaps = [gap for gap in gaps if gap.params["module"] not in found]
    wanted = [use for use in wanted if use.module in found or not module_gap(use.module, target_python)]
    lines, findings = _collect(wanted, found, known, target_python, search_path)
    lines, moved = _fit(lines, target_python, index)
    findings = [*gaps, *findings, *moved]
    requirements = tuple(line.requirement for line in sorted(lines, key=lambda line: line.requirement.name))
    options, said = _find_options(lines, known)
    findings = list(dict.fromkeys((*findings, *said)))
    return RequirementSet(requirements, tuple(findings), tuple(platform), target_python, options)


def _find_options(lines: Sequence[_Line], hints: Mapping[str, Hint]) -> tuple[tuple[str, ...], list[Finding]]:
    """Where the install lines of what is needed look; an address with a password in it is left out."""
    options: dict[str, None] = {}
    findings = []
    for line in lines:
        hint = hints.get(line.requirement.name)
        for option in hint.options if hint is not None else ():
            word, _, address = option.partition(" ")
            if _shown_origin(address) == address:
                options[option] = None
            else:
                shown = f"{word} {_shown_origin(address)}"
                findings.append(
                    warning(str(line.place), "requirement-index-password", name=line.requirement.name, option=shown)
                )
    return tuple(sorted(options)), findings


def render_requirements(requirements: RequirementSet, extra: Iterable[str] = ()) -> str:
    """The text of requirements.txt: sorted, the same on every machine.

    `extra` are the target's own lines (its SDK with its pins); they are sorted in.
    """
    lines = sorted({*requirements.text_lines, *extra}, key=lambda line: (_line_name(line), line))
    head = f"# For Python {version_text(requirements.target_python)}\n"
    return head + "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class _Line:
    """A requirement on its way: `installed` is None when nothing installed stands behind it."""

    requirement: Requirement
    place: Place
    installed: Distribution | None = None
    fits: bool = True
    """Whether the installed release supports the target Python."""
    tags: tuple[str, ...] = field(default=())


def _imports_of(source: HasImports | Iterable[Use]) -> tuple[list[Use], frozenset[str]]:
    if isinstance(source, HasImports):
        modules = getattr(source, "local_modules", ())
        return list(source.imports), frozenset(_top(str(module.name)) for module in modules)
    return list(source), frozenset()


def _collect(
    wanted: Sequence[Use],
    found: Mapping[str, tuple[Distribution, ...]],
    hints: Mapping[str, Hint],
    target: Version,
    search_path: Sequence[str] | None,
) -> tuple[list[_Line], list[Finding]]:
    findings: list[Finding] = []
    by_name: dict[str, list[tuple[Use, Distribution | None]]] = {}
    for use in wanted:
        candidates = found.get(use.module, ())
        if not candidates:
            name = _hinted_name(use.module, hints)
            findings.append(_missing_finding(use, name, search_path))
            if name:
                by_name.setdefault(name, []).append((use, None))
            continue
        chosen = _choose(candidates, hints)
        if len(candidates) > 1 and not any(candidate.name in hints for candidate in candidates):
            names = ", ".join(candidate.name for candidate in candidates)
            findings.append(
                warning(str(use.place), "requirement-ambiguous", module=use.module, names=names, chosen=chosen.name)
            )
        by_name.setdefault(chosen.name, []).append((use, chosen))
    lines = []
    for name, uses in by_name.items():
        line, said = _make_line(name, uses, hints.get(name), target)
        lines.append(line)
        findings += said
    return lines, findings


def _make_line(
    name: str, uses: Sequence[tuple[Use, Distribution | None]], hint: Hint | None, target: Version
) -> tuple[_Line, list[Finding]]:
    first, installed = uses[0]
    requirement = Requirement(
        name=name,
        extras=hint.extras if hint else (),
        marker=hint.marker if hint else "",
        modules=tuple(sorted({use.module for use, _ in uses})),
        optional=all(use.optional for use, _ in uses),
        lazy=all(use.lazy for use, _ in uses),
    )
    if installed is None:
        specifier = hint.specifier if hint else ""
        return _Line(replace(requirement, specifier=specifier), first.place), []
    fits = _supports(installed, target)
    if hint is not None and hint.options and not installed.origin:
        # The install line says where this very build is found.
        findings, version = [], installed.version
    else:
        findings, version = _origin_findings(first, installed), installed.public_version
    specifier = f"=={version}" if fits else ""
    return _Line(replace(requirement, specifier=specifier), first.place, installed, fits), findings


def _origin_findings(use: Use, installed: Distribution) -> list[Finding]:
    findings = []
    place = str(use.place)
    if installed.origin:
        code = "requirement-editable" if installed.is_editable else "requirement-not-from-index"
        level = error if installed.origin.startswith("file:") else warning
        origin = _shown_origin(installed.origin)
        findings.append(level(place, code, name=installed.name, version=installed.version, origin=origin))
    elif installed.version != installed.public_version:
        findings.append(
            warning(
                place,
                "requirement-local-version",
                name=installed.name,
                version=installed.version,
                public=installed.public_version,
            )
        )
    return findings


def _shown_origin(origin: str) -> str:
    """The address without a password in it."""
    head, separator, tail = origin.partition("://")
    if not separator or "@" not in tail.partition("/")[0]:
        return origin
    return f"{head}://{tail.partition('@')[2]}"


def _supports(installed: Distribution, target: Version) -> bool:
    if not installed.requires_python:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(installed.requires_python).contains(_full_version(target))
    except InvalidSpecifier:
        return True


def _full_version(target: Version) -> str:
    """The patch release meant by a Python version: the AIGES images', else a late one."""
    return {(3, 9): "3.9.13", (3, 11): "3.11.7"}.get(target, f"{version_text(target)}.20")


def _fit(lines: Sequence[_Line], target: Version, index: Index | None) -> tuple[list[_Line], list[Finding]]:
    """Replace what does not support the target Python; everything is resolved together then."""
    if all(line.fits for line in lines):
        return list(lines), []
    python = version_text(target)
    answer = _ask(lines, python, index)
    if answer.problem == "unavailable":
        return _bound(lines, python, answer.detail)
    if answer.problem == "conflict":
        return _fit_loosely(lines, python, answer, index)
    return _take(lines, answer.versions, python)


def _ask(lines: Sequence[_Line], python: str, index: Index | None) -> Answer:
    if index is None:
        return Answer(problem="unavailable", detail="the index was not to be asked")
    return index.resolve([_index_line(line.requirement) for line in lines], python)


def _fit_loosely(
    lines: Sequence[_Line], python: str, refusal: Answer, index: Index | None
) -> tuple[list[_Line], list[Finding]]:
    """When the installed pins refuse each other on the target Python: let all of them move."""
    loose = [replace(line, requirement=replace(line.requirement, specifier="")) for line in lines]
    answer = _ask(loose, python, index)
    if not answer.problem:
        return _take(loose, answer.versions, python)
    kept, findings = [], []
    for line in lines:
        if line.fits:
            kept.append(line)
            continue
        alone = _ask([line], python, index)
        if not alone.problem:
            taken, said = _take([line], alone.versions, python)
            kept += taken
            findings += said
            continue
        findings.append(
            error(
                str(line.place),
                "requirement-no-release",
                name=line.requirement.name,
                python=python,
                detail=alone.detail or refusal.detail,
            )
        )
    if not findings or all(finding.level != "error" for finding in findings):
        findings.append(error("requirements.txt", "requirement-conflict", python=python, detail=refusal.detail))
    return kept, findings


def _take(lines: Sequence[_Line], versions: Mapping[str, str], python: str) -> tuple[list[_Line], list[Finding]]:
    taken: list[_Line] = []
    findings: list[Finding] = []
    for line in lines:
        requirement = line.requirement
        version = versions.get(requirement.name)
        if version is None:
            taken.append(line)
            continue
        taken.append(replace(line, requirement=replace(requirement, specifier=f"=={version}"), fits=True))
        installed = line.installed
        if installed is None or installed.public_version == version:
            continue
        code = "requirement-moved" if line.fits else "requirement-replaced"
        findings.append(
            warning(
                str(line.place),
                code,
                name=requirement.name,
                installed=installed.version,
                requires=installed.requires_python,
                version=version,
                python=python,
            )
        )
    return taken, findings


def _bound(lines: Sequence[_Line], python: str, detail: str) -> tuple[list[_Line], list[Finding]]:
    """Without an index: an upper bound that keeps the unfit release out, and a finding that says so."""
    bounded, findings = [], []
    for line in lines:
        if line.fits or line.installed is None:
            bounded.append(line)
            continue
        specifier = f"<{_series(line.installed.public_version)}"
        bounded.append(replace(line, requirement=replace(line.requirement, specifier=specifier)))
        findings.append(
            warning(
                str(line.place),
                "requirement-unresolved",
                name=line.requirement.name,
                installed=line.installed.version,
                requires=line.installed.requires_python,
                specifier=specifier,
                python=python,
                detail=detail,
            )
        )
    return bounded, findings


def _series(version: str) -> str:
    """`2.4` for `2.4.1`: releases of one series hardly ever differ in the Pythons they support."""
    return ".".join(version.split(".")[:2])


def _index_line(requirement: Requirement) -> str:
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}{extras}{requirement.specifier}{marker}"


def _choose(candidates: Sequence[Distribution], hints: Mapping[str, Hint]) -> Distribution:
    """The hinted one, else the one that suits a server, else the first by name."""
    for wanted in (tuple(hints), _PREFERRED):
        for name in wanted:
            for candidate in candidates:
                if candidate.name == name:
                    return candidate
    return candidates[0]


def _hinted_name(module: str, hints: Mapping[str, Hint]) -> str:
    """The distribution an install line names for a module that is not installed here."""
    top = _top(module)
    for name in (KNOWN_MODULES.get(top, ""), canonical_name(top), canonical_name(module)):
        if name in hints:
            return name
    return ""


def _missing_finding(use: Use, hinted: str, search_path: Sequence[str] | None) -> Finding:
    place, module, top = str(use.place), use.module, _top(use.module)
    if hinted:
        return warning(place, "requirement-not-installed", module=module, name=hinted)
    if use.optional:
        return info(place, "requirement-optional-absent", module=module)
    file = module_file(module, search_path)
    if file:
        return error(place, "requirement-unowned", module=module, file=file)
    near = KNOWN_MODULES.get(top, "")
    if not near:
        names = installed_names(search_path) | set(KNOWN_MODULES)
        near = next(iter(get_close_matches(top, sorted(names), n=1, cutoff=0.75)), "")
    if near:
        return error(place, "requirement-unknown-near", module=module, near=near)
    return error(place, "requirement-unknown", module=module)


def _gap_finding(use: Use, target: Version, gap: tuple[str, str]) -> Finding:
    event, since = gap
    code = "requirement-newer-python" if event == "added" else "requirement-removed-module"
    level = info if use.optional else error
    return level(str(use.place), code, module=use.module, since=since, python=version_text(target))


def _top(module: str) -> str:
    return module.partition(".")[0]


def _line_name(line: str) -> str:
    name = line
    for mark in " [=<>!~;@#":
        name = name.partition(mark)[0]
    return canonical_name(name)
