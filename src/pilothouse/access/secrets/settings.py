"""Where an installation keeps its secrets. `pilothouse.settings` reads these from the environment."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr


class SecretsSettings(BaseModel):
    """The place for secrets behind the environment, which always goes first."""

    backend: Literal["file", "aws", "vault"] = Field(
        default="file", description="Files in the data directory, AWS Secrets Manager, or HashiCorp Vault."
    )
    prefix: str = Field(
        default="pilothouse/",
        pattern=r"^[A-Za-z0-9_/-]*$",
        max_length=100,
        description="What names begin with at AWS and Vault, where others keep secrets too.",
    )
    cache_s: float = Field(default=300, ge=0, description="How long a secret is believed without asking again.")
    stale_s: float = Field(
        default=86_400, ge=0, description="How long a known secret is used while its place cannot be asked."
    )
    timeout_s: float = Field(default=5, gt=0, le=60, description="Longest time to ask AWS or Vault, in seconds.")
    aws_region: str = Field(default="", description="Region of AWS Secrets Manager; the SDK's own when unset.")
    aws_endpoint: str = Field(default="", description="Address instead of AWS's own, such as that of an emulator.")
    vault_url: str = Field(default="", description="Address of Vault, such as https://vault.example.com:8200.")
    vault_namespace: str = Field(default="", description="Vault namespace; none when unset.")
    vault_mount: str = Field(default="secret", description="Where Vault's key-value engine, version 2, is mounted.")
    vault_token: SecretStr | None = Field(default=None, description="Token for Vault.")
    vault_token_file: Path | None = Field(
        default=None, description="File that holds the token and may change, as Vault Agent writes it."
    )
    vault_role_id: str = Field(default="", description="AppRole to sign in with, instead of a token.")
    vault_secret_id: SecretStr | None = Field(default=None, description="Secret id of that AppRole.")
