"""Sealing secrets that are kept in the database: AES-256-GCM, bound to the place where they belong.

A sealed value is one byte of format, 8 of key id, 12 of nonce, then the ciphertext with its tag of 16. Name and
organization are authenticated along, so that a row copied to another organization or name does not open.

Source: NIST SP 800-38D; nonces are random, which is safe for 2**32 values under one key.
"""

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.core.errors import InvalidInput, Unavailable

KEY_NAME = "encryption_key"
_FORMAT = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 8
_NONCE_BYTES = 12


class WrongEncryptionKey(Unavailable):
    """The secret was sealed with a key that this process does not have."""

    retryable = False


class SecretDamaged(Unavailable):
    """The sealed value was changed, or belongs to another place."""

    retryable = False


class Seal:
    """Seals with the first of its keys and opens with any, so that a key can be replaced."""

    def __init__(self, *keys: bytes) -> None:
        """Take the keys, 32 bytes each, the present one first."""
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._present = _key_id(keys[0])
        self._fingerprint_key = hashlib.blake2b(keys[0], person=b"pilothouse-print").digest()

    @classmethod
    def of(cls, text: SecretStr) -> "Seal":
        """Read keys as people write them: base64 of 32 bytes each, separated by commas, the present one first.

        Raises:
            InvalidInput: one of them is something else.
        """
        return cls(*(_read_key(part.strip()) for part in text.get_secret_value().split(",") if part.strip()))

    @classmethod
    def generate(cls) -> "Seal":
        """Make one with a new key that nobody else has."""
        return cls.of(new_key())

    def close(self, value: SecretStr, place: str) -> bytes:
        """Seal a secret for a place, such as "<organization id>/connection_keys"."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._present].encrypt(nonce, value.get_secret_value().encode(), place.encode())
        return _FORMAT + self._present + nonce + sealed

    def fingerprint(self, value: bytes, place: str) -> bytes:
        """Return 16 bytes by which a value is recognised in its place, and which tell nobody without the key more.

        Under another present key a value has another fingerprint.
        """
        keyed = hashlib.blake2b(value, digest_size=16, key=self._fingerprint_key)
        keyed.update(place.encode())
        return keyed.digest()

    def open(self, sealed: bytes, place: str) -> SecretStr:
        """Open a sealed secret.

        Raises:
            WrongEncryptionKey: it was sealed with a key that is not here.
            SecretDamaged: it was changed, or was sealed for another place.
        """
        head, start = len(_FORMAT) + _KEY_ID_BYTES, len(_FORMAT) + _KEY_ID_BYTES + _NONCE_BYTES
        key_id, nonce, body = sealed[len(_FORMAT) : head], sealed[head:start], sealed[start:]
        if not sealed.startswith(_FORMAT) or not body:
            raise SecretDamaged("A stored secret cannot be read. Enter it again.")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise WrongEncryptionKey(
                f"A stored secret was sealed with the key {key_id.hex()}, which is not here. Set "
                "PILOTHOUSE_ENCRYPTION_KEY to the key it was sealed with (add it after the present one, with a comma)."
            )
        try:
            return SecretStr(cipher.decrypt(nonce, body, place.encode()).decode())
        except InvalidTag as error:
            raise SecretDamaged("A stored secret was changed, or belongs to another place. Enter it again.") from error


async def open_seal(configured: SecretStr | None, files: SecretsBackend) -> Seal:
    """Return the seal of an installation: from its setting, else from a file made at first use.

    Args:
        configured: `PILOTHOUSE_ENCRYPTION_KEY`.
        files: where the key is kept otherwise; never the database that holds what it seals.

    Raises:
        InvalidInput: the key is not 32 bytes in base64.
    """
    if configured is not None and configured.get_secret_value().strip(" ,"):
        return Seal.of(configured)
    return Seal.of(await files.get(KEY_NAME) or await files.create(KEY_NAME, new_key()))


def new_key() -> SecretStr:
    """Make a key: 32 random bytes in base64."""
    return SecretStr(base64.b64encode(os.urandom(_KEY_BYTES)).decode())


def _key_id(key: bytes) -> bytes:
    """Name a key without telling it."""
    return hashlib.blake2b(key, digest_size=_KEY_ID_BYTES, person=b"pilothouse-seal").digest()


def _read_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise InvalidInput(
            "PILOTHOUSE_ENCRYPTION_KEY is not a key: it wants 32 random bytes in base64, such as those of "
            "`openssl rand -base64 32`."
        )
    return key
