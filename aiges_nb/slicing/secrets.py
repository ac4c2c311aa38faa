"""Find keys and passwords written into a program."""

from __future__ import annotations

import ast
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..findings import Finding, error, info
from ..program import Program
from .carried import placed_in, programs_of
from .imports import LocalModule

ALLOW: Final = re.compile(r"#.*\baiges:\s*allow-secret\b")
"""A comment on the line that says: the author knows."""

_SHAPES: Final[Sequence[tuple[str, tuple[str, ...], str]]] = (
    ("OpenAI, Anthropic", ("sk-",), r"\bsk-[A-Za-z0-9_-]{20,}"),
    ("AWS", ("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("GitHub", ("gh", "github_pat_"), r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    ("GitLab", ("glpat-",), r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("Slack", ("xox",), r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("Google", ("AIza",), r"\bAIza[0-9A-Za-z_-]{35}"),
    ("Hugging Face", ("hf_",), r"\bhf_[A-Za-z0-9]{30,}"),
    ("npm", ("npm_",), r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("PyPI", ("pypi-",), r"\bpypi-[A-Za-z0-9_-]{50,}"),
    ("Alibaba Cloud", ("LTAI",), r"\bLTAI[A-Za-z0-9]{12,}\b"),
    ("Tencent Cloud", ("AKID",), r"\bAKID[A-Za-z0-9]{13,}\b"),
    ("JSON Web Token", ("eyJ",), r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    ("private key", ("-----BEGIN",), r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    ("password in a URL", ("://",), r"(?<=://)[^\s/:@\"'{}<>]+:[^\s/:@\"'{}<>]{3,}(?=@)"),
    ("key in a URL", ("?", "&"), r"(?i)(?<=[?&])(?:api_?key|access_token|token|secret|sig)=[\w%+/.~-]{12,}"),
)
"""Issuer, what its tokens have in them, and their shape; a text that has none of it needs no shape compiled."""
_PASSWORD: Final = re.compile(r"(?:^|_)(?:password|passwd|pwd|passphrase)(?:_|$)|密码|口令")
_STRONG: Final = re.compile(
    r"(?:^|_)(?:api_?key|access_?key|app_?key|secret|secret_?key|private_?key|signing_?key|encryption_?key|"
    r"auth_?token|access_?token|refresh_?token|bearer|credentials?|authorization)(?:_|$)|密钥"
)
_WEAK: Final = re.compile(r"(?:^|_)(?:token|key|auth|license|pass|sk|ak)(?:_|$)")
_HARMLESS_ENDS: Final = """
    name names path file field header url uri env var variable label prefix suffix param type len length size count id
    ids idx index mode format hint help title message msg prompt regex pattern error
"""
_HARMLESS_END: Final = frozenset(_HARMLESS_ENDS.split())
_HARMLESS_WORDS: Final = "max min num pad eos bos unk cls sep mask special stop public sort primary"
_HARMLESS_WORD: Final = frozenset(_HARMLESS_WORDS.split())
_PLACEHOLDER: Final = re.compile(
    r"x{3,}|\*{3,}|\.{3,}|^<.*>$|^\{.*\}$|^\$|^%.*%$|^\[.*\]$|your|example|placeholder|change.?me|dummy|fake|sample|"
    r"to.?do|fill.?in|insert|redacted|"
    r"^(?:[_ -]?(?:my|the|api|access|app|auth|private|password|passwd|pwd|secret|key|token|id|here))+$|"
    r"^(?:none|null|test|demo|string|str|text|hidden|required|optional|default|admin|root|user|value)$",
    re.I,
)
_GETTERS: Final = frozenset({"get", "getenv", "setdefault", "putenv", "pop"})


@dataclass(frozen=True)
class _Named:
    """A literal that was given to a name."""

    name: str
    value: str
    line: int


def find_secrets(program: Program, modules: Iterable[LocalModule] = ()) -> tuple[Finding, ...]:
    """A finding for every literal that looks like a key or password; the value itself is never shown.

    The modules that travel beside the program are searched too, under their own file names.

    Values of the wrapper's class attribute `config` become placeholders on export, so they are told
    as info only. `# aiges: allow-secret` on the line silences.
    """
    found = list(_find_in(program))
    for module, text in programs_of(modules, program.folder):
        found += placed_in(module, _find_in(text))
    return tuple(found)


def _find_in(program: Program) -> tuple[Finding, ...]:
    source = program.source
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    lines = source.split("\n")
    config = _config_lines(tree, program.class_name)
    findings: dict[tuple[int, str], Finding] = {}
    for line, code, shown in [*_known_shapes(source), *_named_literals(tree), *_commented(source)]:
        if ALLOW.search(lines[line - 1] if line <= len(lines) else ""):
            continue
        place = program.place_of(line)
        level = info if line in config else error
        said = "secret-in-config" if line in config else code
        value = shown.value
        finding = level(str(place or ""), said, name=shown.name, start=value[:2], length=len(value))
        findings.setdefault((line, value), finding)
    return tuple(findings[key] for key in sorted(findings, key=lambda key: key[0]))


_Seen = tuple[int, str, _Named]


def _known_shapes(source: str) -> Iterator[_Seen]:
    """Tokens with a shape of their own, wherever they stand: in strings and in comments."""
    shapes = [(issuer, re.compile(shape)) for issuer, marks, shape in _SHAPES if any(mark in source for mark in marks)]
    for number, line in enumerate(source.split("\n") if shapes else (), start=1):
        for issuer, shape in shapes:
            for found in shape.finditer(line):
                value = found.group()
                if not _is_placeholder(value, words=False):
                    yield number, "secret-shape", _Named(issuer, value, number)


def _named_literals(tree: ast.Module) -> Iterator[_Seen]:
    for node in ast.walk(tree):
        for named in _names_given(node):
            if _is_secret(named.name, named.value):
                yield named.line, "secret-literal", named


def _commented(source: str) -> Iterator[_Seen]:
    """Assignments that were commented out: comments are exported too."""
    if "#" not in source:
        return
    import tokenize

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        for found in re.finditer(r"""([\w.]+)["']?\]?\s*[=:]\s*["']([^"']{4,})["']""", token.string):
            named = _Named(found[1].rpartition(".")[2], found[2], token.start[0])
            if _is_secret(named.name, named.value):
                yield named.line, "secret-literal", named


def _names_given(node: ast.AST) -> Iterator[_Named]:
    """Literals with the names they are given to by this one node."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _given(_target_name(target), node.value)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
        yield from _given(_target_name(node.target), node.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield from _given(_text(key), value)
    elif isinstance(node, ast.arguments):
        positional = [*node.posonlyargs, *node.args]
        for argument, default in zip(reversed(positional), reversed(node.defaults), strict=False):
            yield from _given(argument.arg, default)
        for argument, default_or_none in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            yield from _given(argument.arg, default_or_none)
    elif isinstance(node, ast.Call):
        yield from _given_in_call(node)


def _given_in_call(node: ast.Call) -> Iterator[_Named]:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    for name, value in keywords.items():
        yield from _given(name, value)
    field_key = _text(keywords.get("key"))
    if field_key:
        yield from _given(field_key, keywords.get("value"))
    last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if last in _GETTERS and len(node.args) > 1:
        yield from _given(_text(node.args[0]), node.args[1])


def _given(name: str, value: ast.expr | None) -> Iterator[_Named]:
    if name and value is not None:
        for text, line in _literals(value):
            yield _Named(name, text, line)


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    """Texts that an expression surely gives, with their lines."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value, node.lineno
        elif isinstance(node.value, bytes):
            yield node.value.decode("latin-1"), node.lineno
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [*_literals(node.left), *_literals(node.right)]
        if parts:
            yield "".join(text for text, _ in parts), parts[0][1]
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _literals(value)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode":
        yield from _literals(node.func.value)


def _target_name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    return _text(target.slice) if isinstance(target, ast.Subscript) else ""


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_secret(name: str, value: str) -> bool:
    words = _snake(name)
    parts = words.split("_")
    if parts[-1] in _HARMLESS_END or _HARMLESS_WORD.intersection(parts):
        return False
    value = re.sub(r"^(?:Bearer|Basic|Token)\s+", "", value.strip())
    if not value.isascii() or _is_placeholder(value):
        return False
    if _PASSWORD.search(words):
        return len(value) >= 3 and not re.search(r"\s", value)
    if re.search(r"\s", value):
        return False
    if _STRONG.search(words):
        return len(value) >= 6 and not re.fullmatch(r"[a-z]+(?:[_-][a-z]+)*|[A-Z]+(?:_[A-Z]+)*", value)
    return bool(_WEAK.search(words)) and _looks_random(value)


def _snake(name: str) -> str:
    """`api_secret` for `APISecret`, `apiSecret` and `api-secret`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^\w]+", "_", parted).lower()


def _is_placeholder(value: str, *, words: bool = True) -> bool:
    if not value or len(set(value)) <= 2:
        return True
    if words:
        return _PLACEHOLDER.search(value) is not None
    return re.search(r"x{4,}|\*{3,}|\.{3,}|example|placeholder|your|user:pass|password@|[<{$]", value, re.I) is not None


def _looks_random(value: str) -> bool:
    """Letters and digits mixed, long, and with many different characters."""
    if len(value) < 16 or not re.fullmatch(r"[\w+/=.~-]+", value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    counts = Counter(value)
    entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    return entropy >= 3.0


def _config_lines(tree: ast.Module, class_name: str) -> frozenset[int]:
    """Lines of the class attribute `config`, which the export empties."""
    lines: set[int] = set()
    for node in tree.body:
        if not (isinstance(node, ast.ClassDef) and node.name == class_name):
            continue
        for statement in node.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == "config" for target in targets):
                lines.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return frozenset(lines)
