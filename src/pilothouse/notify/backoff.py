"""How long a delivery waits before it is tried again."""

import random
from datetime import timedelta

_FACTOR = 4.0
_JITTER = 0.2


def pause_after(tries: int, first_s: float, longest_s: float, asked_s: float | None = None) -> timedelta:
    """Return the pause after a number of failed tries: four times longer each time, up to a bound, with jitter.

    With the usual settings ten tries reach over a day: 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, then 6 h each.

    Args:
        tries: that have failed so far, at least 1.
        first_s: pause after the first one.
        longest_s: bound of every pause.
        asked_s: what the receiver asked for (`Retry-After`); waited for at least, as long as it keeps the bound.
    """
    pause_s = min(first_s * _FACTOR ** min(tries - 1, 30), longest_s)
    spread_s = pause_s * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - spreads load, guards nothing
    return timedelta(seconds=min(max(spread_s, asked_s or 0), longest_s * (1 + _JITTER)))
