"""Secrets from environment variables."""

from collections.abc import Mapping

from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsReadOnly, checked_name

PREFIX = "PILOTHOUSE_SECRET_"


class EnvironmentSecrets:
    """Reads the secret `mail_password` from `PILOTHOUSE_SECRET_MAIL_PASSWORD`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    async def get(self, name: str) -> SecretStr | None:
        value = self._environment.get(PREFIX + checked_name(name).upper())
        return SecretStr(value) if value else None

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        present = await self.get(name)
        if present is None:
            await self.replace(name, value)
        return present or value

    async def replace(self, name: str, value: SecretStr) -> None:  # noqa: ARG002  # the interface has it
        raise SecretsReadOnly(f"Set {PREFIX}{name.upper()} yourself; a process cannot change its own environment.")
