"""Files that a program reads by relative path."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiges_nb.program import Program, Statement
from aiges_nb.slicing import assets as assets_module
from aiges_nb.slicing.assets import AssetSet, find_assets

FILES = (
    *("data/a.json", "data/b.csv", "data/deep/c.csv", "data/.git/x", "data/__pycache__/y.pyc", "models/m.onnx"),
    *("models/n.onnx", "models/readme.md", "x.png", "labels.txt", "out.txt", "tok/config.json", "note.ipynb", ".env"),
)
HEAD = """
import glob, json, os
import numpy as np
import pandas as pd
from pathlib import Path
from PIL import Image
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    return tmp_path / "book"


def search(folder: Path, lines: str, *, head: str = HEAD) -> AssetSet:
    text = head.strip("\n") + "\n" + dedent(lines).strip("\n")
    return find_assets(Program((Statement(text, 3, 1, text.count("\n") + 1),), "Wrapper"), folder)


def paths(found: AssetSet) -> list[str]:
    return [asset.path for asset in found.files]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("open('labels.txt')", ["labels.txt"]),
        ("open('./labels.txt', 'rb')", ["labels.txt"]),
        ("open(file='labels.txt', mode='r')", ["labels.txt"]),
        ("open('data/../labels.txt')", ["labels.txt"]),
        ("json.load(open('data/a.json'))", ["data/a.json"]),
        ("np.load('x.png')", ["x.png"]),
        ("import numpy\nnumpy.load('x.png')", ["x.png"]),
        ("from numpy import load as read\nread('x.png')", ["x.png"]),
        ("Image.open('x.png')", ["x.png"]),
        ("pd.read_csv('data/b.csv', sep=';')", ["data/b.csv"]),
        ("pd.read_excel(io='data/b.csv')", ["data/b.csv"]),
        ("Path('labels.txt').read_text()", ["labels.txt"]),
        ("(Path('data') / 'a.json').open()", ["data/a.json"]),
        ("(Path('data') / 'a.json').open('w')", []),
        ("Path('data', 'deep', 'c.csv').read_bytes()", ["data/deep/c.csv"]),
        ("Path('data').joinpath('a.json').read_bytes()", ["data/a.json"]),
        ("Path('x.txt').with_suffix('.png').read_bytes()", ["x.png"]),
        ("open(os.path.join('data', 'a.json'))", ["data/a.json"]),
        ("open(os.path.join(os.path.dirname(__file__), 'labels.txt'))", ["labels.txt"]),
        ("HERE = Path(__file__).resolve().parent\nopen(HERE / 'labels.txt')", ["labels.txt"]),
        ("open(Path(__file__).parents[0] / 'labels.txt')", ["labels.txt"]),
        ("open(Path.cwd() / 'labels.txt')", ["labels.txt"]),
        ("DATA = 'data'\nopen(DATA + '/a.json')", ["data/a.json"]),
        ("DATA = 'data'\nopen(f'{DATA}/a.json')", ["data/a.json"]),
        ("open('%s/a.json' % name)", []),
        ("ROOT = Path('data')\nFILE = ROOT / 'a.json'\nFILE.read_text()", ["data/a.json"]),
        ("P = 'x.png' if fast else 'labels.txt'\nopen(P)", ["labels.txt", "x.png"]),
        ("for name in ['x.png', 'labels.txt']:\n    open(name)", ["labels.txt", "x.png"]),
        ("[open(n) for n in ('x.png', 'labels.txt')]", ["labels.txt", "x.png"]),
        ("FILES = {'a': 'x.png', 'b': 'labels.txt'}\nopen(FILES[key])", ["labels.txt", "x.png"]),
        ("class Wrapper:\n    model = 'models/m.onnx'\n    def f(self):\n        open(self.model)", ["models/m.onnx"]),
        (
            "class Wrapper:\n    def f(self):\n        self.m = 'x.png'\n    def g(self):\n        open(self.m)",
            ["x.png"],
        ),
        ("with open('labels.txt') as f:\n    f.read()", ["labels.txt"]),
        ("if (p := 'labels.txt'):\n    open(p)", ["labels.txt"]),
        ("class R:\n    image = ImageBodyField(key='image', path='x.png')", ["x.png"]),
        ("load(model_path='models/m.onnx')", ["models/m.onnx"]),
        ("load('models/m.onnx')", ["models/m.onnx"]),
        ("def load(path='models/m.onnx'):\n    open(path)", ["models/m.onnx"]),
        ("load(model_dir='models')", ["models/m.onnx", "models/n.onnx", "models/readme.md"]),
        ("AutoTokenizer.from_pretrained('tok')", ["tok/config.json"]),
        ("AutoTokenizer.from_pretrained('org/name')", []),
        ("os.listdir('data')", ["data/a.json", "data/b.csv", "data/deep/c.csv"]),
        ("list(Path('data').iterdir())", ["data/a.json", "data/b.csv", "data/deep/c.csv"]),
        ("glob.glob('models/*.onnx')", ["models/m.onnx", "models/n.onnx"]),
        ("Path('models').glob('*.onnx')", ["models/m.onnx", "models/n.onnx"]),
        ("Path('data').rglob('*.csv')", ["data/b.csv", "data/deep/c.csv"]),
        ("open(f'models/{name}.onnx')", ["models/m.onnx", "models/n.onnx"]),
        ("open('models/{}.onnx'.format(name))", ["models/m.onnx", "models/n.onnx"]),
        ("open(os.path.join('models', name))", ["models/m.onnx", "models/n.onnx", "models/readme.md"]),
        (
            "p = os.path.join('models', name)\nself.engine = Engine(p)",
            ["models/m.onnx", "models/n.onnx", "models/readme.md"],
        ),
        ("open(f'{name}.txt')", []),
        ("open('out.txt', 'w')", []),
        ("open('out.txt', mode='ab')", []),
        ("OUT = 'out.txt'\nopen(OUT, 'w')", []),
        ("open('out.txt', 'w')\nopen('out.txt')", ["out.txt"]),
        ("open('labels.txt', 'r+')", ["labels.txt"]),
        ("Path('out.txt').write_text('x')", []),
        ("frame.to_csv('out.txt')", []),
        ("np.save('out.txt', a)", []),
        ("'''labels.txt'''", []),
        ("def f():\n    '''see x.png'''", []),
        ("print('labels')", []),
        ("x = 'data'", []),
        ("open('https://x.y/labels.txt')", []),
        ("open(name)", []),
        ("os.path.exists('labels.txt')", ["labels.txt"]),
        ("x = 'note.ipynb'", []),
    ],
)
def test_what_travels(folder: Path, lines: str, expected: list[str]) -> None:
    found = search(folder, lines)
    assert paths(found) == expected
    assert [finding for finding in found.findings if finding.level != "info"] == []


def test_an_asset_knows_its_source_and_size(folder: Path) -> None:
    (asset,) = search(folder, "open('data/a.json')").files
    assert asset.source.read_text("utf-8") == "data/a.json"
    assert asset.size == len("data/a.json")


@pytest.mark.parametrize(
    ("lines", "code", "level"),
    [
        ("open('/data/model.bin')", "absolute-path", "error"),
        ("x = AudioBodyField(key='a', path='/home/me/a.wav')", "absolute-path", "error"),
        (r"open('C:\\data\\a.json')", "absolute-path", "error"),
        ("open('/usr/share/fonts/a.ttf')", "asset-system-path", "warning"),
        ("open('/tmp/made-at-run-time-3141')", "absolute-path", "warning"),
        ("open('../outside.txt')", "asset-outside", "error"),
        ("open('data/../../outside.txt')", "asset-outside", "error"),
        ("open('~/x.txt')", "asset-home", "warning"),
        ("open(os.path.expanduser('~/x.txt'))", "asset-home", "warning"),
        ("open(Path.home() / 'x.txt')", "asset-home", "warning"),
        ("open('.env')", "asset-secret", "error"),
        ("open('gone.txt')", "asset-missing", "error"),
        ("class Wrapper:\n    def wrapperInit(self, config):\n        open('gone.txt')", "asset-missing", "error"),
        ("class Wrapper:\n    def wrapperOnceExec(self, p, r):\n        open('gone.txt')", "asset-missing", "warning"),
        ("try:\n    open('gone.txt')\nexcept OSError:\n    pass", "asset-missing", "warning"),
        (r"open('data\\a.json')", "asset-backslash", "error"),
        ("os.listdir('.')", "asset-whole-folder", "warning"),
        ("open(Path(__file__).parent / 'labels.txt')", "asset-beside-module", "info"),
    ],
)
def test_what_cannot_travel(folder: Path, lines: str, code: str, level: str) -> None:
    (finding,) = search(folder, lines).findings
    assert (finding.code, finding.level) == (code, level)
    assert finding.path.startswith("cell[3]:")
    assert finding.hint


@pytest.mark.parametrize(
    "lines",
    [
        "open('/dev/null')",
        "open('/tmp/x.wav', 'wb'); open('/tmp/x.wav', 'rb')",
        "p = f'/tmp/{sid}.wav'\nopen(p, 'wb')\nopen(p)",
        "open('made.txt', 'w'); open('made.txt')",
        "if os.path.exists('gone.txt'):\n    open('gone.txt')",
        "os.makedirs('made'); open('made/x.txt')",
        "x = '/api/v1/run'",
        "requests.get('/data/x')",
        "open(os.environ['MODEL'])",
        "AutoModel.from_pretrained('bert-base')",
        "Engine(path='gone.onnx')",
    ],
)
def test_what_is_nobodys_business(folder: Path, lines: str) -> None:
    found = search(folder, lines)
    assert found == AssetSet()


def test_absolute_path_below_the_notebook_is_mended_exactly(folder: Path) -> None:
    (finding,) = search(folder, f"open({str(folder / 'data' / 'a.json')!r})").findings
    assert finding.params["name"] == "data/a.json"


def test_links_may_not_lead_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (folder / "out_link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "in_link.txt").symlink_to(folder / "labels.txt")
    (folder / "data" / "loop").symlink_to(folder / "data")
    found = search(folder, "open('out_link.txt'); open('in_link.txt'); os.listdir('data')")
    assert paths(found) == ["data/a.json", "data/b.csv", "data/deep/c.csv", "in_link.txt"]
    (finding,) = found.findings
    assert (finding.code, finding.level) == ("asset-link-outside", "error")


def test_sizes_are_guarded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets_module, "WARN_BYTES", 5)
    found = search(folder, "open('labels.txt')")
    assert [(finding.path, finding.code) for finding in found.findings] == [("labels.txt", "asset-large")]
    monkeypatch.setattr(assets_module, "MOST_BYTES", 5)
    found = search(folder, "open('labels.txt')")
    assert [(finding.code, finding.level) for finding in found.findings] == [("asset-too-large", "error")]


def test_many_small_files_are_summed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets_module, "WARN_BYTES", 20)
    found = search(folder, "os.listdir('models')")
    assert [finding.code for finding in found.findings] == ["asset-sum-large"]


def test_folder_of_the_program_is_the_default(folder: Path) -> None:
    program = Program((Statement("open('labels.txt')", 1, 1, 1),), "Wrapper", str(folder))
    assert paths(find_assets(program)) == ["labels.txt"]


def test_the_process_folder_does_not_matter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(os.sep)
    assert paths(search(folder, "open('labels.txt')")) == ["labels.txt"]


PIECES = st.sampled_from(
    ["'data'", "'a.json'", "'/'", "'..'", "''", "'~'", "name", "__file__", "Path('data')", "P", "'*'", "'\\\\x'"]
)
EXPRESSIONS = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.builds("({} / {})".format, inner, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("os.path.join({}, {})".format, inner, inner),
        st.builds("Path({}).parent".format, inner),
        st.builds("Path({}).parents[1]".format, inner),
        st.builds("({} if x else {})".format, inner, inner),
        st.builds("[{}, {}][0]".format, inner, inner),
        st.builds("{}.with_name({})".format, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    value=EXPRESSIONS,
    use=st.sampled_from(["open({})", "os.listdir({})", "glob.glob({})", "Path({}).rglob('*')", "P = {}"]),
)
def test_never_raises_and_never_leaves_the_folder(
    tmp_path_factory: pytest.TempPathFactory, value: str, use: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "book"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "a.json").touch()
    found = search(folder, f"P = P / 'x'\n{indent(use.format(value), '')}")
    assert set(paths(found)) <= {"data/a.json"}
