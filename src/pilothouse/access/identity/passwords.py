"""Passwords: what they must be, how they are kept (argon2id), how they are checked without telling who exists."""

import asyncio
import base64
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pilothouse.access.identity.common_passwords import is_common
from pilothouse.access.identity.errors import WeakPassword
from pilothouse.access.settings import AccessSettings

LONGEST = 256  # characters; argon2 would take more, nobody types more


class Passwords:
    """Hashes and checks passwords off the event loop, a few at a time.

    Args:
        settings: what a new password must be, and how many are hashed at the same time.
        hasher: argon2id with the parameters of RFC 9106's low-memory profile unless another is given.
    """

    def __init__(self, settings: AccessSettings, hasher: PasswordHasher | None = None) -> None:
        self._settings = settings
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(settings.password_hashes_at_once)
        # Checked when nobody has the e-mail, so that the answer takes as long as for somebody.
        self._nobody = _hash_of_nothing(self._hasher)

    def require_strong(self, password: str, email: str = "") -> None:
        """Check a new password.

        Raises:
            WeakPassword: it does not meet the policy; the message says what to change.
        """
        if problem := self._problem(password, email):
            raise WeakPassword(problem)

    def _problem(self, password: str, email: str) -> str | None:
        settings = self._settings
        if not settings.password_min_length <= len(password) <= LONGEST:
            return (
                f"A password has {settings.password_min_length} to {LONGEST} characters; this one has {len(password)}."
            )
        if _classes(password) < settings.password_min_classes:
            return f"Use {settings.password_min_classes} of: lower case, upper case, digits, other characters."
        name = email.partition("@")[0].lower()
        if len(name) > 3 and name in password.lower():
            return "A password must not contain the name in your e-mail."
        if settings.password_refuse_common and is_common(password):
            return "This password is among the first that are tried. Choose another, such as four words of your own."
        return None

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of a password, with its salt and parameters."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password has this hash. Without a hash the answer is no, after the same work."""
        if len(password) > LONGEST:
            return False
        async with self._turn:
            right = await asyncio.to_thread(self._verify, password_hash or self._nobody, _normal(password))
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether a hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _classes(password: str) -> int:
    """Count the classes of characters in a password: lower case, upper case, digits, others."""
    others = any(not character.isalnum() for character in password)
    lower, upper = password != password.upper(), password != password.lower()
    return lower + upper + others + any(map(str.isdigit, password))


def _hash_of_nothing(hasher: PasswordHasher) -> str:
    """Return a hash that no password is known to have, with the hasher's parameters, without computing one."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"


def _normal(password: str) -> str:
    """Return one spelling for characters that keyboards and systems compose differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
