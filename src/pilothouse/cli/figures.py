"""How tools and agents have done, in words that fit into a table."""

from collections.abc import Mapping
from typing import Any

NOTHING = "-"  # where there is no figure; 0 would claim one


def share_words(figures: Mapping[str, Any]) -> str:
    """Write the share of successes in percent."""
    share = figures["success_share"]
    return NOTHING if share is None else f"{share * 100:.0f} %"


def time_words(figures: Mapping[str, Any]) -> str:
    """Write the median time in milliseconds or seconds."""
    took = figures["p50_ms"]
    if took is None:
        return NOTHING
    return f"{took} ms" if took < 1000 else f"{took / 1000:.1f} s"
