"""The operator's connections: those by the names of variables that people know, then those written as JSON."""

from collections.abc import Iterator

from pydantic import SecretStr

from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER
from pilothouse.gateway.routing.fleet import OWN_SERVER, ConnectionSpec
from pilothouse.gateway.settings import ConnectionSettings, GatewaySettings

_OPENAI = "api.openai.com"


def operator_connections(settings: GatewaySettings) -> list[ConnectionSpec]:
    """Return the connections that settings describe; one written as JSON replaces the conventional of its name."""
    found = dict(_conventional(settings)) | settings.connections
    return [ConnectionSpec(name, each) for name, each in found.items()]


def _conventional(settings: GatewaySettings) -> Iterator[tuple[str, ConnectionSettings]]:
    yield BUILTIN_PROVIDER, ConnectionSettings(type=BUILTIN_PROVIDER, models={BUILTIN_PROVIDER: BUILTIN_PROVIDER})
    if settings.openai_api_key or settings.openai_base_url:
        is_openai = not settings.openai_base_url or _OPENAI in settings.openai_base_url
        yield "openai", _of("openai" if is_openai else OWN_SERVER, settings.openai_base_url, settings.openai_api_key)
    if settings.anthropic_api_key:
        yield "anthropic", _of("anthropic", settings.anthropic_base_url, settings.anthropic_api_key)
    if settings.together_api_key:
        yield "together", _of("together", "", settings.together_api_key)
    if settings.azure_openai_endpoint:
        version = {"api_version": settings.azure_openai_api_version} if settings.azure_openai_api_version else {}
        yield "azure", _of("azure", settings.azure_openai_endpoint, settings.azure_openai_api_key, **version)
    yield from _bedrock(settings)
    if settings.google_cloud_project:
        place = {"project": settings.google_cloud_project, "location": settings.google_cloud_location}
        yield "vertex", _of("vertex", "", None, **place)
        yield "vertex-anthropic", _of("vertex_anthropic", "", None, **place)


def _bedrock(settings: GatewaySettings) -> Iterator[tuple[str, ConnectionSettings]]:
    """Connect Bedrock when there is a region and a credential; a region alone many machines have for other ends."""
    if not settings.aws_region:
        return
    if settings.aws_bearer_token_bedrock:
        yield "bedrock", _of("bedrock", "", settings.aws_bearer_token_bedrock, region=settings.aws_region)
    elif settings.aws_access_key_id and settings.aws_secret_access_key:
        parts = [SecretStr(settings.aws_access_key_id), settings.aws_secret_access_key, settings.aws_session_token]
        key = ":".join(part.get_secret_value() for part in parts if part)
        yield "bedrock", _of("bedrock", "", SecretStr(key), region=settings.aws_region)


def _of(kind: str, base_url: str, key: SecretStr | None, **options: str) -> ConnectionSettings:
    return ConnectionSettings(type=kind, base_url=base_url, api_keys=[key] if key else [], options=options)
