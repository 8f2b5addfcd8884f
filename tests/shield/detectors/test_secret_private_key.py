"""Private keys as files hold them."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pilothouse.shield.detectors.secret_private_key import secret_private_key_file
from tests.shield.made import found_by, random_text, values_found


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.OpenSSH], ids=["pkcs8", "openssh"])
def test_finds_a_whole_key(form: PrivateFormat) -> None:
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, form, NoEncryption()).decode().strip()
    assert values_found(f"before\n{key}\nafter", secret_private_key_file) == [key]


def test_finds_one_inside_json() -> None:
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert found_by('{"private_key": "' + key.replace("\n", "\\n") + '"}', secret_private_key_file)


def test_finds_one_whose_end_is_missing() -> None:
    assert found_by("-----BEGIN " + "RSA PRIVATE KEY-----\n" + random_text(64), secret_private_key_file)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "a file that begins with -----BEGIN " + "RSA PRIVATE KEY----- is a key",
        "-----BEGIN CERTIFICATE-----\n" + "MIIB" * 20 + "\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIB" * 20 + "\n-----END PUBLIC KEY-----",
    ],
    ids=["dots", "prose", "certificate", "public"],
)
def test_passes_over_what_is_none(text: str) -> None:
    assert not found_by(text, secret_private_key_file)
