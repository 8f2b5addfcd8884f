"""What models can do beside answering in text. From a small file of ours, since the price table does not tell."""

from functools import cache, lru_cache
from importlib.resources import files

import msgspec


class Abilities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model takes and does. None: not known here, which is neither yes nor no.

    Attributes:
        max_output_tokens: longest answer, reasoning included.
        takes_images: images in messages.
        calls_tools: function calls.
        thinks: reasons before it answers, always or when asked.
        follows_schema: answers by a JSON schema, enforced by the provider.
        source: page that says so.
    """

    max_output_tokens: int | None = None
    takes_images: bool | None = None
    calls_tools: bool | None = None
    thinks: bool | None = None
    follows_schema: bool | None = None
    source: str | None = None


NOTHING_KNOWN = Abilities()


class _Family(Abilities, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Models that are alike: by their ids in the price table, at the vendor and at those who serve them unchanged."""

    models: tuple[str, ...]
    providers: tuple[str, ...]


@lru_cache(maxsize=8192)
def abilities_of(listed_as: str, provider: str) -> Abilities:
    """Return what is known of a model of the price table. What another provider makes of it, nobody here knows.

    Args:
        listed_as: its id there.
        provider: the table's id of who serves it.
    """
    for family in _families():
        if provider in family.providers and listed_as in family.models:
            known = msgspec.structs.asdict(family)
            return Abilities(**{name: known[name] for name in Abilities.__struct_fields__})
    return NOTHING_KNOWN


@cache
def _families() -> tuple[_Family, ...]:
    content = (files("pilothouse.gateway.catalog") / "abilities.json").read_bytes()
    return msgspec.json.decode(content, type=tuple[_Family, ...])
