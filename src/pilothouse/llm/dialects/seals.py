"""Signatures of thinking, marked with the vendor who made them.

A vendor takes its own thoughts back only with its signature, and refuses the call for a foreign one. Inside, every
signature carries its vendor; on the wire of that vendor the mark is left out, on other wires it travels along, so that
a caller of any wire brings it back and it reaches the right vendor, or nobody.
"""

from typing import Literal, TypeAlias

Vendor: TypeAlias = Literal["anthropic", "openai"]
_MARKS = ("anthropic:", "openai:")


def seal(vendor: Vendor, from_wire: str) -> str:
    """Mark a signature read from a vendor's wire, unless it bears another's mark already."""
    return from_wire if from_wire.startswith(_MARKS) else f"{vendor}:{from_wire}"


def on_wire(vendor: Vendor, signature: str) -> str:
    """Write a signature on a vendor's wire for a caller: bare if it is the vendor's own."""
    return signature.removeprefix(f"{vendor}:")


def for_upstream(vendor: Vendor, signature: str | None) -> str | None:
    """Return the bare signature if this vendor made it."""
    mark = f"{vendor}:"
    return signature[len(mark) :] if signature is not None and signature.startswith(mark) else None
