"""The keys that sign access tokens: kept in the secrets backend, older ones too for what they signed; and as JWKS."""

import asyncio
import base64
import hashlib
import time
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from pydantic import SecretStr

from pilothouse.core import json

ALGORITHM = "ES256"
SECRET_NAME = "token_signing_keys"  # noqa: S105  # the name it is kept under, not the secret
_RELOAD_EVERY_S = 5.0  # a token with an invented key id must not make us read the backend each time
_KEPT = 3  # the one in use and two that it replaced


class KeyStore(Protocol):
    """What the keys need of a secrets backend."""

    async def get(self, name: str) -> SecretStr | None: ...

    async def create(self, name: str, value: SecretStr) -> SecretStr: ...

    async def replace(self, name: str, value: SecretStr) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """One ES256 key. Its id is the thumbprint of its public half (RFC 7638)."""

    key_id: str
    private: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        return self.private.public_key()

    def public_jwk(self) -> dict[str, Any]:
        """Return the public half as RFC 7517 writes it."""
        jwk = ECAlgorithm.to_jwk(self.public, as_dict=True)
        return {**jwk, "kid": self.key_id, "use": "sig", "alg": ALGORITHM}


def make_key(private: ec.EllipticCurvePrivateKey | None = None) -> SigningKey:
    """Return the key of a private number, a new one unless it is given."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    members = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")})
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(members).digest()).decode().removesuffix("=")
    return SigningKey(thumbprint, private)


class SigningKeys:
    """The keys in force, newest first; read from the store on first use, and again when an unknown key id turns up."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._keys: tuple[SigningKey, ...] = ()
        self._loaded_at = float("-inf")
        self._loading = asyncio.Lock()

    async def current(self) -> SigningKey:
        """Return the key that signs now; the first process to ask makes it."""
        if not self._keys:
            await self._load(time.monotonic())
        return self._keys[0]

    async def find(self, key_id: str) -> SigningKey | None:
        """Return the key of an id, looking again in the store for one that another process made since."""
        asked_at = time.monotonic()
        key = self._known(key_id)
        if key is None and asked_at - self._loaded_at > _RELOAD_EVERY_S:
            await self._load(asked_at)
            key = self._known(key_id)
        return key

    async def rotate(self) -> SigningKey:
        """Sign with a new key from now on; the last ones still verify what they signed."""
        await self.current()
        async with self._loading:
            keys = (make_key(), *self._keys)[:_KEPT]
            await self._store.replace(SECRET_NAME, _pack(keys))
            self._keys = keys
        return keys[0]

    async def published(self) -> dict[str, Any]:
        """Return the public halves as a JSON Web Key Set."""
        await self.current()
        return {"keys": [key.public_jwk() for key in self._keys]}

    def _known(self, key_id: str) -> SigningKey | None:
        return next((key for key in self._keys if key.key_id == key_id), None)

    async def _load(self, asked_at: float) -> None:
        async with self._loading:
            if self._loaded_at >= asked_at:  # somebody loaded while this one waited
                return
            stored = await self._store.get(SECRET_NAME)
            stored = stored or await self._store.create(SECRET_NAME, _pack((make_key(),)))
            self._keys = _unpack(stored)
            self._loaded_at = time.monotonic()


def _pack(keys: tuple[SigningKey, ...]) -> SecretStr:
    jwks = [ECAlgorithm.to_jwk(key.private, as_dict=True) for key in keys]
    return SecretStr(json.dumps_text({"keys": jwks}))


def _unpack(stored: SecretStr) -> tuple[SigningKey, ...]:
    jwks = json.loads(stored.get_secret_value())["keys"]
    privates = (ECAlgorithm.from_jwk(jwk) for jwk in jwks)
    return tuple(make_key(private) for private in privates if isinstance(private, ec.EllipticCurvePrivateKey))
