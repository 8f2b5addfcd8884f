"""How the HTTP server listens and what it lets in."""

import ipaddress
import re
from typing import Any

from pydantic import BaseModel, Field, field_validator

from pilothouse.server.cors import Origins

_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")
_BASE_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


class ServerSettings(BaseModel):
    """The HTTP edge: where it listens, who may call it, and how much may be sent."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8700, ge=1, le=65535, description="Port to listen on.")
    processes: int = Field(
        default=1, ge=1, le=64, description="Processes that answer on the port; up to one for each processor pays."
    )
    allowed_origins: list[str] = Field(
        default=[],
        description="Further origins whose pages may call the API, separated by commas; `https://*.pilot.example` and"
        " `http://localhost:*` stand for several.",
    )
    allowed_hosts: list[str] = Field(
        default=[],
        description="Names this server answers to, separated by commas, `*.pilot.example` too; every name when empty.",
    )
    trusted_proxies: list[str] = Field(
        default=[],
        description="Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed,"
        " separated by commas.",
    )
    base_path: str = Field(
        default="", description="Path under which a proxy publishes the API, such as `/pilot`; the root when empty."
    )
    max_body_bytes: int = Field(default=1_000_000, gt=0, description="Largest API body, in bytes.")
    max_upload_bytes: int = Field(default=100_000_000, gt=0, description="Largest uploaded file, in bytes.")

    @field_validator("allowed_origins", "allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Take the list that an environment variable holds: parts separated by commas."""
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, origins: list[str]) -> list[str]:
        """Refuse what no browser would ever send: an origin is scheme, host and port, without a path."""
        return list(Origins(origins))

    @field_validator("allowed_hosts")
    @classmethod
    def _check_hosts(cls, hosts: list[str]) -> list[str]:
        for host in hosts:
            if _HOST.fullmatch(host) is None:
                raise ValueError(f"{host!r} is not a host; write it like pilot.example, without scheme and port")
        return hosts

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, proxies: list[str]) -> list[str]:
        """Refuse names: who is trusted must not depend on what a resolver says."""
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError as error:
                raise ValueError(f"{proxy!r} is not an address or network; write it like 10.0.0.0/8") from error
        return proxies

    @field_validator("base_path")
    @classmethod
    def _check_base_path(cls, path: str) -> str:
        path = path.rstrip("/")
        if _BASE_PATH.fullmatch(path) is None:
            raise ValueError(f"{path!r} is not a path; write it like /pilot")
        return path
