import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.secrets.seal import Seal, SecretDamaged, WrongEncryptionKey, new_key, open_seal
from pilothouse.core.errors import InvalidInput

SEAL = Seal.generate()
SECRET = SecretStr("s3cret")  # not a secret


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.text(max_size=50).filter(lambda s: s.isprintable()))
def test_what_is_sealed_opens_again_and_nowhere_else(value: str, place: str) -> None:
    sealed = SEAL.close(SecretStr(value), place)
    assert SEAL.open(sealed, place).get_secret_value() == value
    with pytest.raises(SecretDamaged):
        SEAL.open(sealed, place + "x")


def test_nothing_of_the_secret_is_seen() -> None:
    assert b"s3cret" not in SEAL.close(SECRET, "a")  # not a secret
    assert SEAL.close(SECRET, "a") != SEAL.close(SECRET, "a")


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(SEAL.close(SECRET, "a"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises((SecretDamaged, WrongEncryptionKey)):
        SEAL.open(bytes(sealed), "a")


@given(st.binary(max_size=60))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises((SecretDamaged, WrongEncryptionKey)):
        SEAL.open(data, "a")


def test_another_key_says_which_one_it_wants() -> None:
    with pytest.raises(WrongEncryptionKey, match="PILOTHOUSE_ENCRYPTION_KEY"):
        Seal.generate().open(SEAL.close(SECRET, "a"), "a")


def test_a_key_can_be_replaced() -> None:
    old, new = new_key(), new_key()
    sealed = Seal.of(old).close(SECRET, "a")
    both = Seal.of(SecretStr(f"{new.get_secret_value()}, {old.get_secret_value()}"))
    assert both.open(sealed, "a") == SECRET
    assert Seal.of(new).open(both.close(SECRET, "a"), "a") == SECRET


def test_a_key_may_be_written_for_urls() -> None:
    raw = bytes(range(220, 252))
    plain, for_urls = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
    assert plain != for_urls
    sealed = Seal.of(SecretStr(plain)).close(SECRET, "a")
    assert Seal.of(SecretStr(for_urls)).open(sealed, "a") == SECRET


@pytest.mark.parametrize("text", ["password", "AAAA", base64.b64encode(b"x" * 31).decode(), "ключ"])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidInput, match="openssl rand") as raised:
        Seal.of(SecretStr(text))
    assert text not in raised.value.message


class TestOpenSeal:
    async def test_makes_a_key_once_that_only_its_owner_reads(self, tmp_path: Path) -> None:
        files = FileSecrets(tmp_path / "secrets")
        sealed = (await open_seal(None, files)).close(SECRET, "a")
        assert (await open_seal(None, files)).open(sealed, "a") == SECRET
        (path,) = (tmp_path / "secrets").iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    async def test_makes_no_file_where_a_key_is_set(self, tmp_path: Path) -> None:
        await open_seal(new_key(), FileSecrets(tmp_path / "secrets"))
        assert not (tmp_path / "secrets").exists()
