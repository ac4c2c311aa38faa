"""Keys and passwords written into a program."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiges_nb.findings import Finding
from aiges_nb.program import Program, Statement
from aiges_nb.slicing.secrets import find_secrets

HEX = "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c"


def search(source: str) -> tuple[Finding, ...]:
    text = dedent(source).strip("\n")
    return find_secrets(Program((Statement(text, 4, 1, text.count("\n") + 1),), "Wrapper"))


@pytest.mark.parametrize(
    "source",
    [
        f"API_KEY = '{HEX}'",
        f"api_key: str = '{HEX}'",
        f"APISecret = b'{HEX}'",
        f"APIKey = '{HEX[:16]}' + '{HEX[16:]}'",
        "password = 'hunter2'",
        "db_password = 'Tr0ub4dor&3'",
        f"client = Client(api_secret='{HEX}')",
        f"options = {{'secret_key': '{HEX}'}}",
        f"self.access_key = '{HEX}'",
        f"os.environ['API_KEY'] = '{HEX}'",
        f"key = os.environ.get('API_KEY', '{HEX}')",
        f"key = os.getenv('API_KEY') or 0\napi_key = key or '{HEX}'",
        f"def call(token='{HEX}'): ...",
        f"def call(*, token='{HEX}'): ...",
        f"token = '{HEX}' if fast else ''",
        f"secret = '{HEX}'.encode()",
        f"headers = {{'Authorization': 'Bearer {HEX}'}}",
        f"field = StringParamField(key='api_key', value='{HEX}')",
        "x = 'sk-abcdefghijklmnopqrstuv12'",
        "x = 'AKIA1234567890ABCDEF'",
        "x = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'",
        "x = 'xoxb-123456789012-abcdefghijkl'",
        "x = '''-----BEGIN RSA PRIVATE KEY-----'''",
        "x = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijklmnop'",
        "x = 'postgres://bob:s3cr3t!@db/main'",
        "x = 'https://x.y/z?access_token=abcdef1234567890'",
        "x = 'hf_abcdefghijklmnopqrstuvwxyzABCDEF12'",
        "# x = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'",
        f"# api_secret = '{HEX}'",
        f"密钥 = '{HEX}'",
    ],
)
def test_secrets_stop_the_export(source: str) -> None:
    (finding,) = search(source)
    assert finding.level == "error"
    assert finding.path.startswith("cell[4]:")
    assert HEX not in str(finding)
    assert HEX[2:10] not in str(finding)


@pytest.mark.parametrize(
    "source",
    [
        "api_key = ''",
        "api_key = 'your-key'",
        "api_key = 'xxx'",
        "api_key = '<your key here>'",
        "api_key = '${API_KEY}'",
        "api_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        "password = 'password'",
        "password = 'changeme'",
        "api_key = os.environ['API_KEY']",
        "api_key = os.environ.get('API_KEY', '')",
        "api_key = config['access_key_music']",
        "field = StringParamField(key='mode', value='humming')",
        "d.key = 'output_text'",
        "pad_token = '<pad>'",
        "eos_token = '</s>'",
        "max_tokens = '4096'",
        "tokenizer = 'bert-base-uncased-2024-v1'",
        "API_KEY_ENV = 'MY_SERVICE_API_KEY_1'",
        "key_path = 'keys/1234567890abcdef.txt'",
        "token_type = 'bearer'",
        "sort_key = 'a1b2c3d4e5f6a7b8c9d0'",
        "texts = {3001: 'Access Key 不存在或错误'}",
        "labels = {'password': '密码', 'secret': 'Secret'}",
        "schema = {'password': 'string'}",
        f"checksum = '{HEX}'",
        f"sha = hashlib.md5(b'{HEX}')",
        "x = 'AKIAIOSFODNN7EXAMPLE'",
        "x = 'postgres://user:password@db/main'",
        "x = 'https://{user}:{password}@host'",
        f"API_KEY = '{HEX}'  # aiges: allow-secret",
        "x = 'sk-abcdefghijklmnopqrstuv12'  # known test key, aiges: allow-secret",
        "secret_prompt = 'Tell me your 1 secret please'",
        "print('the secret is out, password too')",
        "key = 'image'",
        "not python (",
    ],
)
def test_quiet(source: str) -> None:
    assert search(source) == ()


def test_the_class_attribute_config_is_only_told() -> None:
    found = search(
        f"""
        class Wrapper(WrapperBase):
            config = {{
                "access_key": "{HEX}",
            }}
            other = {{"access_key": "{HEX}"}}
        class Helper:
            config = {{"access_key": "{HEX}"}}
        """
    )
    assert [(finding.path, finding.level) for finding in found] == [
        ("cell[4]:3", "info"),
        ("cell[4]:5", "error"),
        ("cell[4]:7", "error"),
    ]


def test_the_value_is_never_shown_but_can_be_recognised() -> None:
    (finding,) = search(f"API_KEY = '{HEX}'")
    assert "9f…" in finding.message
    assert "32" in finding.message
    assert "API_KEY" in finding.message


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_never_raises(text: str) -> None:
    search(text)
    search(f"api_key = {text!r}\npassword = {text!r}")
