"""Find where a program names files: what it reads, writes, probes or lists, and with which paths."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .paths import HOLE, Bindings, PathText, Scope, walk_scopes

Kind = Literal["read", "write", "probe", "folder", "glob", "sample", "model", "mention"]
"""read: must be there · write: made by the program · probe: asked for first · folder: listed · glob: a pattern ·
sample: a declared example · model: a path or a hub's name · mention: a string that may be a path."""


@dataclass(frozen=True)
class FileUse:
    """One use of one path; `line` counts in the program's source, `at_load` when every start runs it."""

    kind: Kind
    path: PathText
    line: int
    at_load: bool = False
    guarded: bool = False


_READ_FUNCTIONS: Final = """
    open io.open codecs.open gzip.open bz2.open lzma.open aiofiles.open wave.open zipfile.ZipFile tarfile.open
    os.stat os.path.getsize shutil.copy shutil.copyfile shutil.copy2 shutil.move linecache.getlines runpy.run_path
    ctypes.CDLL fileinput.input xml.etree.ElementTree.parse lxml.etree.parse
    numpy.load numpy.loadtxt numpy.genfromtxt numpy.fromfile scipy.io.wavfile.read scipy.io.loadmat
    PIL.Image.open PIL.ImageFont.truetype cv2.imread cv2.VideoCapture cv2.CascadeClassifier skimage.io.imread
    imageio.imread imageio.v2.imread imageio.v3.imread matplotlib.pyplot.imread fitz.open docx.Document
    soundfile.read soundfile.SoundFile soundfile.info librosa.load torchaudio.load jieba.load_userdict
    torch.load torch.jit.load joblib.load skops.io.load onnx.load onnxruntime.InferenceSession fasttext.load_model
    safetensors.safe_open safetensors.torch.load_file safetensors.numpy.load_file openpyxl.load_workbook
    tensorflow.keras.models.load_model keras.models.load_model
    pandas.ExcelFile pandas.HDFStore polars.scan_csv polars.scan_parquet pyarrow.parquet.read_table
"""
_READERS: Final = frozenset(_READ_FUNCTIONS.split())
_READER_PREFIXES: Final = ("pandas.read_", "polars.read_", "geopandas.read_")
_MODED: Final = frozenset(_READ_FUNCTIONS.split()[:10])
_WRITE_FIRST: Final = """
    numpy.save numpy.savez numpy.savetxt cv2.imwrite cv2.VideoWriter soundfile.write imageio.imwrite
    matplotlib.pyplot.savefig scipy.io.wavfile.write os.makedirs os.mkdir os.remove os.unlink os.rmdir shutil.rmtree
    logging.FileHandler logging.basicConfig
"""
_WRITE_SECOND: Final = "torch.save joblib.dump shutil.copy shutil.copyfile shutil.copy2 shutil.move os.rename"
_WRITERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(_WRITE_FIRST.split(), 0),
    **dict.fromkeys(_WRITE_SECOND.split(), 1),
}
_PROBES: Final = frozenset({"os.path.exists", "os.path.isfile", "os.path.isdir", "os.access", "sqlite3.connect"})
_FOLDERS: Final = frozenset({"os.listdir", "os.scandir", "os.walk", "shutil.copytree"})
_GLOBS: Final = frozenset({"glob.glob", "glob.iglob"})
_SAMPLES: Final = frozenset({"ImageBodyField", "AudioBodyField", "VideoBodyField"})
_MODELS: Final = frozenset({"from_pretrained", "SentenceTransformer", "YOLO", "pipeline", "WhisperModel"})
_READ_METHODS: Final = frozenset({"read_text", "read_bytes"})
_WRITE_METHODS: Final = frozenset({"write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "symlink_to"})
_PROBE_METHODS: Final = frozenset({"exists", "is_file", "is_dir"})
_SAVERS: Final = re.compile(r"save|savefig|save_pretrained|to_(csv|json|excel|parquet|pickle|html|feather)|export")
_PATH_KEYWORDS: Final = re.compile(
    r"(?:.*_)?(?:path|file|filename|fname|filepath|dir|directory|folder|root|weights|checkpoint|ckpt|vocab|lexicon)"
)
_LOAD_HOOKS: Final = frozenset({"wrapperInit", "initialise", "initialize", "__init__"})


def find_file_uses(tree: ast.Module) -> tuple[FileUse, ...]:
    """Every use of a path in a module, in source order; mentions last."""
    bindings = Bindings(tree)
    uses: list[FileUse] = []
    mentions: list[FileUse] = []
    for node, scope, around in walk_scopes(bindings, tree):
        at_load, guarded = _circumstances(around)
        if isinstance(node, ast.Call):
            for kind, path in _call_uses(bindings, node, scope):
                uses.append(FileUse(kind, path, node.lineno, at_load, guarded))
        if isinstance(node, ast.expr) and _may_be_path(bindings, node, around):
            for path in bindings.paths(node, scope):
                mentions.append(FileUse("mention", path, node.lineno, at_load, guarded))
    return tuple(dict.fromkeys([*uses, *mentions]))


def _circumstances(around: tuple[ast.AST, ...]) -> tuple[bool, bool]:
    """Whether every start of the program runs this, and whether a failure there is caught."""
    functions = [node for node in around if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))]
    at_load = all(getattr(node, "name", "") in _LOAD_HOOKS for node in functions)
    guarded = any(isinstance(node, (ast.Try, ast.If, ast.IfExp, ast.BoolOp)) for node in around)
    return at_load, guarded


def _may_be_path(bindings: Bindings, node: ast.expr, around: tuple[ast.AST, ...]) -> bool:
    """String constants, and joins of them, that are no docstring and no part of a longer text."""
    if not around or isinstance(around[-1], (ast.Expr, ast.JoinedStr, ast.FormattedValue)):
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and _looks_like_path(node.value)
    if isinstance(node, ast.Call):
        return bindings.dotted(node.func) in {"os.path.join", "posixpath.join"}
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))


def _looks_like_path(text: str) -> bool:
    if len(text) > 255 or "\n" in text or "://" in text:
        return False
    return "/" in text or bool(re.search(r"\w\.\w{1,12}$", text))


def _call_uses(bindings: Bindings, node: ast.Call, scope: Scope) -> Iterator[tuple[Kind, PathText]]:
    name = bindings.dotted(node.func)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else name.rpartition(".")[2]
    if name in _WRITERS:
        yield from _argument_uses(bindings, node, scope, "write", _WRITERS[name])
    if name in _MODED:
        yield from _argument_uses(bindings, node, scope, _kind_of_mode(node, name), 0)
    elif name in _READERS or name.startswith(_READER_PREFIXES):
        yield from _argument_uses(bindings, node, scope, "read", 0)
    elif name in _PROBES:
        yield from _argument_uses(bindings, node, scope, "probe", 0)
    elif name in _FOLDERS:
        yield from _argument_uses(bindings, node, scope, "folder", 0)
    elif name in _GLOBS:
        yield from _argument_uses(bindings, node, scope, "glob", 0)
    elif last in _SAMPLES:
        yield from _argument_uses(bindings, node, scope, "sample", 1)
    elif last in _MODELS:
        yield from _argument_uses(bindings, node, scope, "model", 0)
        yield from _keyword_mentions(bindings, node, scope)
    elif isinstance(node.func, ast.Attribute) and name not in _WRITERS:
        yield from _method_uses(bindings, node, node.func, scope)
    else:
        yield from _keyword_mentions(bindings, node, scope)


def _method_uses(
    bindings: Bindings, node: ast.Call, func: ast.Attribute, scope: Scope
) -> Iterator[tuple[Kind, PathText]]:
    if _SAVERS.fullmatch(func.attr):
        yield from _argument_uses(bindings, node, scope, "write", 0)
        return
    kind: Kind
    if func.attr in _READ_METHODS:
        kind = "read"
    elif func.attr in _WRITE_METHODS:
        kind = "write"
    elif func.attr in _PROBE_METHODS:
        kind = "probe"
    elif func.attr == "iterdir":
        kind = "folder"
    elif func.attr == "open" and _is_path(bindings, func.value):
        kind = _kind_of_mode(node, "")
    elif func.attr in {"glob", "rglob"}:
        yield from _glob_uses(bindings, node, func, scope)
        return
    else:
        yield from _keyword_mentions(bindings, node, scope)
        return
    for path in bindings.paths(func.value, scope):
        yield kind, path


def _glob_uses(
    bindings: Bindings, node: ast.Call, func: ast.Attribute, scope: Scope
) -> Iterator[tuple[Kind, PathText]]:
    for pattern in node.args[:1]:
        for folder in bindings.paths(func.value, scope):
            for text in bindings.paths(pattern, scope) or (PathText(HOLE),):
                deep = PathText("**/" + text.text) if func.attr == "rglob" else text
                yield "glob", folder.joined(deep)


def _is_path(bindings: Bindings, node: ast.expr) -> bool:
    """Whether `.open()` of this is a path's own: modules have an `open` too."""
    return not bindings.dotted(node) or not any(
        isinstance(node, ast.Name) and node.id == name for name in bindings.imports
    )


def _argument_uses(
    bindings: Bindings, node: ast.Call, scope: Scope, kind: Kind, position: int
) -> Iterator[tuple[Kind, PathText]]:
    expressions = list(node.args[position : position + 1]) if position >= 0 else []
    expressions += [keyword.value for keyword in node.keywords if _PATH_KEYWORDS.fullmatch(keyword.arg or "")]
    for expression in expressions:
        for path in bindings.paths(expression, scope):
            yield kind, path


def _keyword_mentions(bindings: Bindings, node: ast.Call, scope: Scope) -> Iterator[tuple[Kind, PathText]]:
    """`Engine(model_dir="models")`: a folder is only believed where the keyword says so."""
    for keyword in node.keywords:
        if _PATH_KEYWORDS.fullmatch(keyword.arg or ""):
            for path in bindings.paths(keyword.value, scope):
                yield "model", path


def _kind_of_mode(node: ast.Call, name: str) -> Kind:
    position = 0 if not name else 1
    modes = list(node.args[position : position + 1])
    modes += [keyword.value for keyword in node.keywords if keyword.arg == "mode"]
    for mode in modes:
        if isinstance(mode, ast.Constant) and isinstance(mode.value, str) and re.search(r"[wax]", mode.value):
            return "write"
    return "read"
