"""Secrets in AWS Secrets Manager. Needs `pip install pilothouse[aws]`.

Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/ (GetSecretValue, CreateSecret, PutSecretValue).
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsUnavailable, checked_name
from pilothouse.access.secrets.settings import SecretsSettings

_THREAD_GRACE_S = 1.0


class AwsSecrets:
    """Keeps each secret under its own name behind a prefix. Credentials are found as the SDK finds them."""

    def __init__(self, client: Any, *, prefix: str, timeout_s: float) -> None:
        """Use a client of `secretsmanager`; clients may be used by several threads."""
        self._client = client
        self._prefix = prefix
        self._timeout_s = timeout_s

    @classmethod
    def of(cls, settings: SecretsSettings) -> "AwsSecrets":
        """Make a client with short timeouts and one retry.

        Raises:
            SecretsUnavailable: the extra is not installed, or no region is known.
        """
        try:
            # an extra: most installations keep secrets in files
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError
        except ImportError as error:
            raise SecretsUnavailable("AWS Secrets Manager needs `pip install pilothouse[aws]`.") from error
        config = Config(
            connect_timeout=settings.timeout_s / 2,
            read_timeout=settings.timeout_s / 2,
            retries={"total_max_attempts": 2, "mode": "standard"},
        )
        try:
            sdk: Any = boto3  # its types are made from data at run time
            client = sdk.client(
                "secretsmanager",
                region_name=settings.aws_region or None,
                endpoint_url=settings.aws_endpoint or None,
                config=config,
            )
        except BotoCoreError as error:
            raise SecretsUnavailable(f"AWS Secrets Manager cannot be used: {error}") from error
        return cls(client, prefix=settings.prefix, timeout_s=settings.timeout_s)

    async def get(self, name: str) -> SecretStr | None:
        answer = await self._call(self._client.get_secret_value, SecretId=self._id(name))
        text = answer.get("SecretString") if answer else None
        return SecretStr(text) if text is not None else None

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        call = partial(self._client.create_secret, Name=self._id(name), SecretString=value.get_secret_value())
        if await self._call(call, unless="ResourceExistsException") is not None:
            return value
        present = await self.get(name)
        if present is None:
            raise self._being_deleted(name)
        return present

    async def replace(self, name: str, value: SecretStr) -> None:
        text = value.get_secret_value()
        if await self._call(self._client.put_secret_value, SecretId=self._id(name), SecretString=text) is not None:
            return
        if await self._call(self._client.create_secret, Name=self._id(name), SecretString=text) is None:
            raise self._being_deleted(name)

    def _id(self, name: str) -> str:
        return self._prefix + checked_name(name)

    def _being_deleted(self, name: str) -> SecretsUnavailable:
        return SecretsUnavailable(f"The secret {self._id(name)} is being deleted at AWS; restore it there.")

    async def _call(
        self, method: Callable[..., Any], *, unless: str = "ResourceNotFoundException", **arguments: str
    ) -> Any:
        """Call a method of the SDK in a thread; None when it ends in the one error that means "no"."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            async with asyncio.timeout(self._timeout_s + _THREAD_GRACE_S):
                return await asyncio.to_thread(method, **arguments)
        except ClientError as error:
            reason, words = _told(error)
            # a secret that only waits to be erased is reported as an invalid request
            if reason == unless or (reason == "InvalidRequestException" and "delet" in words):
                return None
            raise SecretsUnavailable(f"AWS Secrets Manager refused: {reason}.") from error
        except (BotoCoreError, TimeoutError) as error:
            raise SecretsUnavailable(f"AWS Secrets Manager does not answer: {type(error).__name__}.") from error


def _told(error: Any) -> tuple[str, str]:
    """Return code and words of a refusal."""
    told: dict[str, str] = error.response.get("Error", {})
    return told.get("Code", ""), told.get("Message", "")
