"""Checks of what a person configured, before any of it becomes part of a request."""

import re
from collections.abc import Mapping

from multidict import CIMultiDict
from yarl import URL

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.providers.base import ProviderConfig

_KEY = re.compile(r"[\x21-\x7e]{1,8192}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")  # RFC 9110, 5.6.2 "token"
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8192}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# What belongs to the connection, to us or to the request at hand.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "cookie"})


def checked_url(config: ProviderConfig, default: str = "") -> str:
    """Return the base address without a slash at its end.

    Raises:
        InvalidInput: it is missing, no http or https address, or carries a password, a query or a fragment.
    """
    text = (config.base_url or default).strip().rstrip("/")
    if not text:
        raise InvalidInput(f"{config.name} needs a base URL.")
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host or any(character.isspace() for character in text):
        raise InvalidInput(f"The base URL of {config.name} is not an http or https address.")
    if url.user or url.password or url.query_string or url.fragment:
        raise InvalidInput(f"The base URL of {config.name} may hold no password, query or fragment.")
    return text


def checked_key(config: ProviderConfig) -> str | None:
    """Return the key, None where there is none.

    Raises:
        InvalidInput: it holds a space, a line break or another character that no key has. It is not repeated.
    """
    key = (config.api_key or "").strip(" ")
    if key and not _KEY.fullmatch(key):
        raise InvalidInput(f"The key of {config.name} holds a space, a line break or another character no key has.")
    return key or None


def required_key(config: ProviderConfig) -> str:
    """Return the key.

    Raises:
        InvalidInput: there is none, or it cannot be one.
    """
    key = checked_key(config)
    if key is None:
        raise InvalidInput(f"{config.name} needs an API key.")
    return key


def required_option(config: ProviderConfig, name: str, what: str) -> str:
    """Return an option that becomes part of an address.

    Raises:
        InvalidInput: it is missing, or holds more than letters, digits, dots, hyphens and underscores.
    """
    value = config.options.get(name, "").strip()
    if not value:
        raise InvalidInput(f'{config.name} needs the option "{name}": {what}.')
    if not _NAME.fullmatch(value):
        raise InvalidInput(f'The option "{name}" of {config.name} is not {what}.')
    return value


def request_headers(config: ProviderConfig, own: Mapping[str, str]) -> CIMultiDict[str]:
    """Join the provider's own headers and the configured ones, which may replace them.

    Raises:
        InvalidInput: a name or value cannot stand in a header, or is not for configuration to set.
    """
    headers = CIMultiDict({"content-type": "application/json"})
    for name, value in (*own.items(), *config.headers.items()):
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value) or name.lower() in _OURS:
            raise InvalidInput(f"The header {name!r} of {config.name} cannot be sent.")
        headers[name] = value
    return headers
