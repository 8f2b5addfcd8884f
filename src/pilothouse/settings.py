"""The one reader of the environment. Each room declares its own model; here they are joined, named and checked."""

import difflib
import os
from pathlib import Path
from typing import Any, Literal, cast

from dotenv import dotenv_values
from pydantic import BaseModel, Field, SecretStr, ValidationError

from pilothouse.access.ratelimit.settings import RateLimitSettings
from pilothouse.access.secrets.settings import SecretsSettings
from pilothouse.access.security.settings import SecuritySettings
from pilothouse.access.settings import AccessSettings
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.errors import InvalidInput
from pilothouse.db.engine import DatabaseSettings
from pilothouse.durable.settings import DurableSettings
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.missions.settings import MissionSettings
from pilothouse.notify.settings import NotifySettings
from pilothouse.runtime.settings import RuntimeSettings
from pilothouse.server.settings import ServerSettings
from pilothouse.storage.settings import StorageSettings
from pilothouse.toolbox.settings import ToolboxSettings

PREFIX = "PILOTHOUSE_"


class SettingsInvalid(InvalidInput):
    """A setting cannot be used; the message names the variable."""


class Settings(BaseModel):
    """Everything that can be set. A field `room.name` is the variable `PILOTHOUSE_ROOM_NAME`."""

    data_dir: Path = Field(
        default=Path(".pilothouse"), description="Where files, keys and the embedded PostgreSQL live."
    )
    log_style: Literal["pretty", "json"] = Field(default="pretty", description="Logs for people or for machines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Lowest level logged.")
    admin_email: str = Field(default="admin@localhost", description="E-mail of the first administrator.")
    admin_password: SecretStr | None = Field(
        default=None, description="Their password; generated and shown once when unset."
    )
    encryption_key: SecretStr | None = Field(
        default=None,
        description="Seals secrets in the database: 32 random bytes in base64; further ones after a comma still open."
        " A file in the data directory when unset.",
    )
    worker: bool = Field(default=True, description="Whether `serve` also runs missions in its own process.")
    project: Path = Field(
        default=Path(), description="Folder of your own agents/, tools/, connectors/ and recipes/; the current one."
    )
    reload: bool = Field(default=False, description="Whether changes in the project folder are taken in at once.")
    server: ServerSettings = Field(default_factory=ServerSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    durable: DurableSettings = Field(default_factory=DurableSettings)
    access: AccessSettings = Field(default_factory=AccessSettings)
    rate_limits: RateLimitSettings = Field(default_factory=RateLimitSettings)
    secrets: SecretsSettings = Field(default_factory=SecretsSettings)
    security: SecuritySettings = Field(default_factory=SecuritySettings)
    gateway: GatewaySettings = Field(default_factory=GatewaySettings)
    missions: MissionSettings = Field(default_factory=MissionSettings)
    runtime: RuntimeSettings = Field(default_factory=RuntimeSettings)
    toolbox: ToolboxSettings = Field(default_factory=ToolboxSettings)
    chat: ChatSettings = Field(default_factory=ChatSettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    notify: NotifySettings = Field(default_factory=NotifySettings)


# Names that people know already, beside the systematic ones.
WELL_KNOWN = {
    "DATABASE_URL": ("database", "url"),
    "DATABASE_OWNER_URL": ("database", "owner_url"),
    "DATABASE_LISTEN_URL": ("database", "listen_url"),
    "OPENAI_API_KEY": ("gateway", "openai_api_key"),
    "OPENAI_BASE_URL": ("gateway", "openai_base_url"),
    "ANTHROPIC_API_KEY": ("gateway", "anthropic_api_key"),
    "ANTHROPIC_BASE_URL": ("gateway", "anthropic_base_url"),
    "TOGETHER_API_KEY": ("gateway", "together_api_key"),
    "AZURE_OPENAI_ENDPOINT": ("gateway", "azure_openai_endpoint"),
    "AZURE_OPENAI_API_KEY": ("gateway", "azure_openai_api_key"),
    "OPENAI_API_VERSION": ("gateway", "azure_openai_api_version"),
    "AWS_REGION": ("gateway", "aws_region"),
    "AWS_ACCESS_KEY_ID": ("gateway", "aws_access_key_id"),
    "AWS_SECRET_ACCESS_KEY": ("gateway", "aws_secret_access_key"),
    "AWS_SESSION_TOKEN": ("gateway", "aws_session_token"),
    "AWS_BEARER_TOKEN_BEDROCK": ("gateway", "aws_bearer_token_bedrock"),
    "GOOGLE_CLOUD_PROJECT": ("gateway", "google_cloud_project"),
    "GOOGLE_CLOUD_LOCATION": ("gateway", "google_cloud_location"),
    "REDIS_URL": ("storage", "redis_url"),
    "PILOTHOUSE_HOST": ("server", "host"),
    "PILOTHOUSE_PORT": ("server", "port"),
}
# Read by the CLI as a client of another server, not settings of this one.
CLIENT_VARIABLES = frozenset({"PILOTHOUSE_URL", "PILOTHOUSE_API_KEY"})
_SECRET_ENDINGS = (
    "_URL",
    "_KEY",
    "_PASSWORD",
    "_TOKEN",
    "_CONNECTIONS",
    "_BEDROCK",
)  # their values may hold one, so no message repeats them
SECRETS_PREFIX = "PILOTHOUSE_SECRET_"  # read by `access.secrets`, not settings


def variables() -> dict[str, tuple[str, ...]]:
    """Return every variable that is read, with the path of its field."""
    systematic: dict[str, tuple[str, ...]] = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for inner in field.annotation.model_fields:
                systematic[f"{PREFIX}{name}_{inner}".upper()] = (name, inner)
        else:
            systematic[f"{PREFIX}{name}".upper()] = (name,)
    return systematic | WELL_KNOWN


def load_settings(
    environment: dict[str, str] | None = None, env_file: Path | None = Path(".env"), **overrides: Any
) -> Settings:
    """Read settings: `.env`, then the environment, then `overrides` (such as command-line options).

    Args:
        environment: instead of the process's own.
        env_file: a file of `NAME=value` lines; may be missing.
        overrides: by field, nested as dictionaries; None means not given.

    Raises:
        SettingsInvalid: a value is wrong, or a variable with our prefix does not exist.
    """
    from_file = dotenv_values(env_file) if env_file else {}
    # set but empty means unset, as compose files write it
    environment = dict(os.environ) if environment is None else environment
    given = {name: value for source in (from_file, environment) for name, value in source.items() if value}
    known = variables()
    _refuse_unknown(given, known)
    values: dict[str, Any] = {}
    for name, path in known.items():
        if name in given:
            _put(values, path, given[name])
    for name, value in overrides.items():
        nested = cast("dict[str, Any]", value) if isinstance(value, dict) else {"": value}
        for inner, inner_value in nested.items():
            if inner_value is not None:
                _put(values, (name, inner) if inner else (name,), inner_value)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsInvalid(_explain(error, given)) from error


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
    values[path[-1]] = value


def _refuse_unknown(given: dict[str, str], known: dict[str, tuple[str, ...]]) -> None:
    for name in given:
        if not name.startswith(PREFIX) or name.startswith(SECRETS_PREFIX):
            continue
        if name not in known and name not in CLIENT_VARIABLES:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise SettingsInvalid(f"There is no setting {name}.{hint} `.env.example` names them all.")


def _explain(error: ValidationError, given: dict[str, str]) -> str:
    by_path: dict[tuple[str, ...], str] = {}
    for name, path in variables().items():  # where two names lead to a field, speak of the one that was used
        if path not in by_path or name in given:
            by_path[path] = name
    lines: list[str] = []
    for problem in error.errors():
        path = tuple(str(part) for part in problem["loc"])[:2]
        name = by_path.get(path, ".".join(path))
        shown = "" if name.endswith(_SECRET_ENDINGS) else f" (it is {problem['input']!r})"
        lines.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}{shown}.")
    return "Some settings cannot be used:\n" + "\n".join(f"  {line}" for line in lines)
