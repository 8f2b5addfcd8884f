"""A breaker: stops asking a provider that fails, and lets one call find out whether it is well again.

Closed, it counts; open, it lets nobody through until a cool-down is over; half-open, it lets exactly one call through,
the probe, whose outcome closes it or opens it for twice as long.

Source: M. Nygard, "Release It!", the circuit breaker.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pilothouse.core.errors import ErrorKind, PilothouseError

BreakerState: TypeAlias = Literal["closed", "open", "half_open"]

# The provider's own trouble. With any other error it has read the request and answered.
_TROUBLES = frozenset({ErrorKind.UPSTREAM_FAILED, ErrorKind.TIMEOUT, ErrorKind.RATE_LIMITED, ErrorKind.UNAVAILABLE})
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When a breaker opens, and for how long.

    Attributes:
        failures_in_a_row: that open it.
        failing_share: of the calls that ended in the last `window_s`, which opens it when there were `window_calls`.
        cool_down_s: first pause; it doubles each time a probe fails, up to `longest_cool_down_s`.
        probe_s: after so long a probe that never ended is given up, and another one may begin.
    """

    failures_in_a_row: int = 5
    failing_share: float = 0.5
    window_calls: int = 20
    window_s: float = 30.0
    cool_down_s: float = 5.0
    longest_cool_down_s: float = 300.0
    probe_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last failure. `at` is a moment of the breaker's clock.

    `message` is without the provider's own words: they may quote a request, and others may see this.
    """

    code: str
    message: str
    at: float


class Ticket:
    """The right to one call. The first word about how it ended counts; further ones are ignored."""

    __slots__ = ("_breaker", "_era", "_is_ended", "is_probe")

    def __init__(self, breaker: "Breaker", era: int, *, is_probe: bool) -> None:
        self.is_probe = is_probe
        self._breaker = breaker
        self._era = era
        self._is_ended = False

    def succeeded(self) -> None:
        """Say that the provider answered, be it with a refusal that is the caller's own matter."""
        if self._end():
            self._breaker.note_success(self._era, is_probe=self.is_probe)

    def failed(self, error: PilothouseError) -> None:
        """Say how the call failed; what is not the provider's trouble counts as an answer."""
        if error.kind not in _TROUBLES:
            self.succeeded()
        elif self._end():
            self._breaker.note_failure(self._era, error, is_probe=self.is_probe)

    def cancelled(self) -> None:
        """Say that nobody waited for the outcome. A probe makes room for the next one."""
        if self._end() and self.is_probe:
            self._breaker.note_lost_probe(self._era)

    def _end(self) -> bool:
        is_first, self._is_ended = not self._is_ended, True
        return is_first


class Breaker:
    """The breaker of one model behind one key."""

    def __init__(self, rules: BreakerRules | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin closed.

        Args:
            rules: when it opens, and for how long.
            clock: seconds that never go back.
        """
        self.was_asked = False
        self.last_trouble: Trouble | None = None
        self._since = clock()
        self._rules = rules or BreakerRules()
        self._clock = clock
        self._ended: deque[tuple[float, bool]] = deque()  # when each late call ended, and whether it failed
        self._failed_in_window = 0
        self._in_a_row = 0
        self._era = 0  # counts changes of state, so that a call from before cannot speak about after
        self._opens_until: float | None = None
        self._cool_down_s = self._rules.cool_down_s
        self._probe_ends_at: float | None = None
        self._rests_until = 0.0

    @property
    def state(self) -> BreakerState:
        """What it is now."""
        if self._opens_until is None:
            return "closed"
        return "open" if self._clock() < self._opens_until else "half_open"

    @property
    def lets_through(self) -> bool:
        """Whether `begin` would give a ticket now."""
        if self._opens_until is None:
            return True
        now = self._clock()
        return now >= self._opens_until and not self._is_probed(now)

    @property
    def is_well(self) -> bool:
        """Whether nothing has failed lately, so that it takes its turn among others.

        One that may be probed is well: else nothing would ever find out while others answer.
        """
        if self._opens_until is not None:
            return self.lets_through
        if self.rests_s:
            return False
        return not self._in_a_row or (self.last_trouble_s or 0.0) > self._rules.cool_down_s

    @property
    def rests_s(self) -> float:
        """Seconds for which the provider asked to be left alone; it is then asked after others."""
        return max(0.0, self._rests_until - self._clock()) if self._rests_until else 0.0

    @property
    def unchanged_s(self) -> float:
        """Seconds since it closed, or since it opened first: a probe that fails begins no new trouble."""
        return self._clock() - self._since

    @property
    def last_trouble_s(self) -> float | None:
        """Seconds since the last failure."""
        return self._clock() - self.last_trouble.at if self.last_trouble else None

    @property
    def opens_in_s(self) -> float:
        """Seconds until the next call is let through; of a probe under way, the pause its failure would bring."""
        if self._opens_until is None:
            return 0.0
        now = self._clock()
        return self._cool_down_s if self._is_probed(now) else max(0.0, self._opens_until - now)

    def begin(self) -> Ticket | None:
        """Give a ticket for one call; None while it is open, or while another call probes."""
        self.was_asked = True
        if self._opens_until is None:
            return Ticket(self, self._era, is_probe=False)
        if not self.lets_through:
            return None
        self._probe_ends_at = self._clock() + self._rules.probe_s
        self._era += 1  # a probe that was given up may not speak for this one
        return Ticket(self, self._era, is_probe=True)

    def note_success(self, era: int, *, is_probe: bool) -> None:
        """Take note of an answer; a probe's closes the breaker."""
        if era != self._era:
            return
        self._in_a_row = 0
        if is_probe:
            self._close()
        self._count(has_failed=False)

    def note_failure(self, era: int, error: PilothouseError, *, is_probe: bool) -> None:
        """Take note of a failure; it may open the breaker."""
        now = self._clock()
        self.last_trouble = Trouble(error.code, _without_quotes(error.message), now)
        if era != self._era:
            return
        if error.retry_after_s:
            self._rests_until = now + min(error.retry_after_s, self._rules.longest_cool_down_s)
        if is_probe:
            self._cool_down_s = min(2 * self._cool_down_s, self._rules.longest_cool_down_s)
            self._open(now)
            return
        self._in_a_row += 1
        self._count(has_failed=True)
        if self._in_a_row >= self._rules.failures_in_a_row or self._fails_too_often():
            self._open(now)

    def note_lost_probe(self, era: int) -> None:
        """Let the next call be the probe."""
        if era == self._era:
            self._probe_ends_at = None

    def _open(self, now: float) -> None:
        if self._opens_until is None:
            self._since = now
        self._opens_until = max(now + self._cool_down_s, self._rests_until)
        self._probe_ends_at = None
        self._era += 1

    def _close(self) -> None:
        self._opens_until = self._probe_ends_at = None
        self._cool_down_s = self._rules.cool_down_s
        self._ended.clear()
        self._failed_in_window = 0
        self._since = self._clock()
        self._era += 1

    def _is_probed(self, now: float) -> bool:
        return self._probe_ends_at is not None and now < self._probe_ends_at

    def _count(self, *, has_failed: bool) -> None:
        now = self._clock()
        self._ended.append((now, has_failed))
        self._failed_in_window += has_failed
        while self._ended and (self._ended[0][0] < now - self._rules.window_s or len(self._ended) > 1000):
            self._failed_in_window -= self._ended.popleft()[1]

    def _fails_too_often(self) -> bool:
        n_calls = len(self._ended)
        return n_calls >= self._rules.window_calls and self._failed_in_window >= self._rules.failing_share * n_calls


def _without_quotes(message: str) -> str:
    """Return what we say of a failure, up to the colon after which the other side is quoted."""
    return message.partition(": ")[0][:_LONGEST_WORDS].rstrip(".") + "."
