"""The passwords of the three roles, in one file only its owner can read, so that URLs outlive a restart."""

import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

import msgspec

from pilothouse.core import json

SUPERUSER = "postgres"
OWNER = "pilothouse_owner"
APP = "pilothouse_app"
DATABASE = "pilothouse"


@dataclass(frozen=True)
class Credentials:
    """Passwords are 32 URL-safe characters: no URL and no SQL literal needs to escape them.

    Attributes:
        superuser_password: of `postgres`; used by the launcher alone.
        owner_password: of `pilothouse_owner`, which owns the schema.
        app_password: of `pilothouse_app`, which the platform serves requests as.
        port: on 127.0.0.1, where the cluster cannot have a socket; else None.
    """

    superuser_password: str
    owner_password: str
    app_password: str
    port: int | None = None

    @classmethod
    def generate(cls) -> Self:
        """Make new passwords."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Read the file; None when there is none or it holds something else."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def write(self, path: Path) -> None:
        """Replace the file in one step, readable by its owner alone, and on disk before this returns."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(json.dumps(asdict(self)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def with_port(self, port: int | None) -> Self:
        """Return the same passwords with another port."""
        return replace(self, port=port)
