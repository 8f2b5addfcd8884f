"""Several places for secrets, asked in turn."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import SecretStr

from pilothouse.access.secrets.aws import AwsSecrets
from pilothouse.access.secrets.backend import SecretsBackend, SecretsReadOnly
from pilothouse.access.secrets.cached import CachedSecrets
from pilothouse.access.secrets.environment import EnvironmentSecrets
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.secrets.settings import SecretsSettings
from pilothouse.access.secrets.vault import VaultSecrets


class SecretsChain:
    """Reads from the first place that has a secret, and writes to the last, which must be writable."""

    def __init__(self, places: Sequence[SecretsBackend]) -> None:
        self._places = tuple(places)

    async def get(self, name: str) -> SecretStr | None:
        for place in self._places:
            if (value := await place.get(name)) is not None:
                return value
        return None

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        return await self.get(name) or await self._places[-1].create(name, value)

    async def replace(self, name: str, value: SecretStr) -> None:
        for place in self._places[:-1]:
            if await place.get(name) is not None:
                raise SecretsReadOnly(f"The secret {name} comes from another place that goes first; change it there.")
        await self._places[-1].replace(name, value)


def default_secrets(data_dir: Path, environment: Mapping[str, str]) -> SecretsBackend:
    """Return the backend of a plain installation: the environment first, then `secrets/` in the data directory."""
    return open_secrets(SecretsSettings(), data_dir, environment)


def open_secrets(settings: SecretsSettings, data_dir: Path, environment: Mapping[str, str]) -> SecretsBackend:
    """Return the backend that an installation has chosen, behind the environment.

    Raises:
        SecretsUnavailable: its extra is not installed, or something that it needs is not set.
    """
    return SecretsChain([EnvironmentSecrets(environment), _chosen(settings, data_dir)])


def _chosen(settings: SecretsSettings, data_dir: Path) -> SecretsBackend:
    if settings.backend == "file":
        return FileSecrets(data_dir / "secrets")
    remote = AwsSecrets.of(settings) if settings.backend == "aws" else VaultSecrets.of(settings)
    return CachedSecrets(remote, fresh_s=settings.cache_s, stale_s=settings.stale_s)
