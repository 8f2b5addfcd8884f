import secrets
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.find_secrets import PATTERNS, find_secrets, main

# Put together here, so that the file itself holds none.
EXAMPLES = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "an AWS key": "AKIA" + "A1B2C3D4" * 2,
    "an OpenAI or Anthropic key": "sk-ant-" + "a1b2" * 10,
    "a GitHub token": "ghp_" + "a1b2c3" * 6,
    "a Slack token": "xoxb-" + "1234567890-" * 2 + "abcdef",
    "a Google key": "AIza" + "a1b2c" * 7,
    "a Stripe key": "sk_live_" + "a1b2c3" * 4,
    "a Pilothouse key": "ph_" + "a1b2c3" * 6,
    "a signed token": "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + "." + "a1b2c" * 5,
    "a password in a URL": "postgresql://ada:" + "correct-horse-1" + "@db/pilothouse",
}


@pytest.mark.parametrize(("kind", "example"), EXAMPLES.items())
def test_each_kind_is_found_where_it_stands(kind: str, example: str) -> None:
    assert list(find_secrets(f'first = 1\nsecond = "{example}"  # and more\n')) == [(2, kind)]


def test_every_kind_has_an_example() -> None:
    assert EXAMPLES.keys() == PATTERNS.keys()


@pytest.mark.parametrize(
    "line",
    [
        "postgresql://user:{password}@host/db",
        "postgresql://pilothouse_owner:…@/pilothouse?host=/run",
        "DATABASE_URL=postgresql://user:secret@host/db",
        "task-" + "a" * 40,
        "https://example.com/a/b:c@d",
    ],
)
def test_placeholders_and_words_are_left_alone(line: str) -> None:
    assert list(find_secrets(line)) == []


def test_a_line_can_say_that_it_only_looks_like_one() -> None:
    assert list(find_secrets(f"key = '{EXAMPLES['an AWS key']}'  # not a secret: from the vendor's manual")) == []


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(number >= 1 and kind in PATTERNS for number, kind in find_secrets(text))


def test_files_are_named_with_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clean.py").write_text("fine = True\n")
    (tmp_path / "leak.py").write_text(f"key = 'ph_{secrets.token_hex(16)}'\n")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff\xfe")
    assert main([str(tmp_path / name) for name in ("clean.py", "image.png", "missing.py")]) == 0
    assert main([str(tmp_path / "leak.py")]) == 1
    assert f"{tmp_path / 'leak.py'}:1: this looks like a Pilothouse key" in capsys.readouterr().out
