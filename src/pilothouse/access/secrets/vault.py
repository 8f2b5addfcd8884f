"""Secrets in HashiCorp Vault's key-value engine, version 2. Needs `pip install pilothouse[vault]`.

Source: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 (read, create or update, `cas`) and
https://developer.hashicorp.com/vault/api-docs/auth/approle (login).
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsUnavailable, checked_name
from pilothouse.access.secrets.settings import SecretsSettings

_FIELD = "value"
_THREAD_GRACE_S = 1.0

SignIn = Callable[[Any], None]


class VaultSecrets:
    """Keeps each secret in the field `value` of its own path. Signs in again when its token is no longer taken."""

    def __init__(self, client: Any, sign_in: SignIn, *, mount: str, prefix: str, timeout_s: float) -> None:
        """Use a client of `hvac`.

        Args:
            client: not signed in yet.
            sign_in: gives the client a token that is good at this moment.
            mount: of the key-value engine.
            prefix: of every path.
            timeout_s: for one answer.
        """
        self._client = client
        self._sign_in = sign_in
        self._mount = mount
        self._prefix = prefix
        self._timeout_s = timeout_s
        self._is_signed_in = False

    @classmethod
    def of(cls, settings: SecretsSettings) -> "VaultSecrets":
        """Make a client.

        Raises:
            SecretsUnavailable: the extra is not installed, or address or credentials are not set.
        """
        try:
            import hvac  # an extra: most installations keep secrets in files
        except ImportError as error:
            raise SecretsUnavailable("Vault needs `pip install pilothouse[vault]`.") from error
        if not settings.vault_url:
            raise SecretsUnavailable("Set PILOTHOUSE_SECRETS_VAULT_URL to the address of Vault.")
        make: Any = hvac.Client  # it has no types, and its timeout may be a fraction
        client = make(url=settings.vault_url, timeout=settings.timeout_s, namespace=settings.vault_namespace or None)
        return cls(
            client,
            _sign_in_of(settings),
            mount=settings.vault_mount,
            prefix=settings.prefix,
            timeout_s=settings.timeout_s,
        )

    async def get(self, name: str) -> SecretStr | None:
        return await self._call(self._read, self._path(name))

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        path = self._path(name)
        if await self._call(self._write, path, value, only_if_new=True):
            return value
        present = await self.get(name)
        if present is None:  # its last version was deleted: Vault counts it as there
            await self.replace(name, value)
            return value
        return present

    async def replace(self, name: str, value: SecretStr) -> None:
        await self._call(self._write, self._path(name), value)

    def _path(self, name: str) -> str:
        return self._prefix + checked_name(name)

    def _read(self, path: str) -> SecretStr | None:
        from hvac.exceptions import InvalidPath

        try:
            answer = self._client.secrets.kv.v2.read_secret_version(
                path, mount_point=self._mount, raise_on_deleted_version=False
            )
        except InvalidPath:
            return None
        data = answer["data"]["data"]
        return SecretStr(str(data[_FIELD])) if data and _FIELD in data else None

    def _write(self, path: str, value: SecretStr, *, only_if_new: bool = False) -> bool:
        from hvac.exceptions import InvalidRequest

        try:
            self._client.secrets.kv.v2.create_or_update_secret(
                path, {_FIELD: value.get_secret_value()}, cas=0 if only_if_new else None, mount_point=self._mount
            )
        except InvalidRequest as error:
            if only_if_new and "check-and-set" in str(error):
                return False
            raise
        return True

    async def _call(self, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Do blocking work in a thread, signed in; once more with a new token when the old one is refused."""
        from hvac.exceptions import VaultError
        from requests import RequestException

        try:
            async with asyncio.timeout(2 * self._timeout_s + _THREAD_GRACE_S):
                return await asyncio.to_thread(self._signed_in, work, *arguments, **options)
        except VaultError as error:
            raise SecretsUnavailable(f"Vault refused: {type(error).__name__}.") from error
        except (RequestException, OSError, TimeoutError) as error:
            raise SecretsUnavailable(f"Vault does not answer: {type(error).__name__}.") from error

    def _signed_in(self, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        from hvac.exceptions import Forbidden, Unauthorized

        if not self._is_signed_in:
            self._sign_in(self._client)
            self._is_signed_in = True
        try:
            return work(*arguments, **options)
        except (Forbidden, Unauthorized):
            self._sign_in(self._client)
            return work(*arguments, **options)


def _sign_in_of(settings: SecretsSettings) -> SignIn:
    token, secret_id = settings.vault_token, settings.vault_secret_id
    if settings.vault_token_file is not None:
        return _from_file(settings.vault_token_file)
    if settings.vault_role_id and secret_id is not None:
        return _by_app_role(settings.vault_role_id, secret_id)
    if token is not None:
        return _with_token(token)
    raise SecretsUnavailable(
        "Set PILOTHOUSE_SECRETS_VAULT_TOKEN, PILOTHOUSE_SECRETS_VAULT_TOKEN_FILE, or the role id and secret id of an "
        "AppRole, so that Vault can be asked."
    )


def _with_token(token: SecretStr) -> SignIn:
    def sign_in(client: Any) -> None:
        client.token = token.get_secret_value()

    return sign_in


def _from_file(path: Path) -> SignIn:
    def sign_in(client: Any) -> None:
        client.token = path.read_text(encoding="utf-8").strip()

    return sign_in


def _by_app_role(role_id: str, secret_id: SecretStr) -> SignIn:
    def sign_in(client: Any) -> None:
        client.auth.approle.login(role_id=role_id, secret_id=secret_id.get_secret_value())

    return sign_in
