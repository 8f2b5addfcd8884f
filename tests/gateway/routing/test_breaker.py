"""A breaker under a clock that only moves when told, beside a plain account of what it may do."""

from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from pilothouse.core.errors import InvalidInput, PilothouseError, RateLimited, TimedOut, UpstreamFailed
from pilothouse.gateway.routing.breaker import Breaker, BreakerRules, Ticket

RULES = BreakerRules(
    failures_in_a_row=3, window_calls=8, window_s=30, cool_down_s=10, longest_cool_down_s=60, probe_s=500
)


@dataclass
class Time:
    """A clock that stands still."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker(RULES, time)


def begin(breaker: Breaker) -> Ticket:
    ticket = breaker.begin()
    assert ticket is not None
    return ticket


def fail(breaker: Breaker, times: int = 1, error: PilothouseError | None = None) -> None:
    for _ in range(times):
        begin(breaker).failed(error or UpstreamFailed("acme answered 500: the user's words."))


class TestClosed:
    def test_opens_after_failures_in_a_row(self, breaker: Breaker) -> None:
        fail(breaker, 2)
        assert breaker.state == "closed"
        fail(breaker)
        assert (breaker.state, breaker.lets_through, breaker.begin()) == ("open", False, None)

    def test_counts_anew_after_an_answer(self, breaker: Breaker) -> None:
        for _ in range(5):
            fail(breaker, 2)
            for _ in range(5):
                begin(breaker).succeeded()
        assert breaker.state == "closed"

    def test_opens_when_half_of_the_late_calls_failed(self, breaker: Breaker) -> None:
        for _ in range(4):
            assert breaker.state == "closed"
            begin(breaker).succeeded()
            fail(breaker)
        assert breaker.state == "open"

    def test_forgets_what_is_long_ago(self, breaker: Breaker, time: Time) -> None:
        for _ in range(20):
            begin(breaker).succeeded()
            fail(breaker)
            time.now += 16
        assert breaker.state == "closed"

    @pytest.mark.parametrize("error", [InvalidInput("bad request"), PilothouseError("a bug of ours")])
    def test_takes_what_is_not_the_providers_trouble_for_an_answer(
        self, breaker: Breaker, error: PilothouseError
    ) -> None:
        fail(breaker, 10, error)
        assert breaker.state == "closed"

    def test_is_unwell_for_a_while_after_a_failure(self, breaker: Breaker, time: Time) -> None:
        fail(breaker)
        assert not breaker.is_well
        time.now += 11
        assert breaker.is_well

    def test_rests_as_long_as_the_provider_wished(self, breaker: Breaker, time: Time) -> None:
        fail(breaker, 1, RateLimited("slow", retry_after_s=20))
        begin(breaker).succeeded()
        assert (breaker.lets_through, breaker.is_well, breaker.rests_s) == (True, False, 20)
        time.now += 20
        assert breaker.is_well

    def test_keeps_no_words_of_the_provider(self, breaker: Breaker) -> None:
        fail(breaker)
        assert breaker.last_trouble is not None
        assert breaker.last_trouble.message == "acme answered 500."


class TestOpen:
    @pytest.fixture(autouse=True)
    def opened(self, breaker: Breaker) -> None:
        fail(breaker, 3)

    def test_lets_one_call_through_after_its_cool_down(self, breaker: Breaker, time: Time) -> None:
        time.now += 9.9
        assert breaker.begin() is None
        time.now += 0.1
        assert (breaker.state, breaker.is_well) == ("half_open", True)
        assert begin(breaker).is_probe
        assert breaker.begin() is None

    def test_closes_when_the_probe_is_answered(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        begin(breaker).succeeded()
        assert breaker.state == "closed"
        fail(breaker, 2)
        assert breaker.state == "closed"

    def test_doubles_its_cool_down_up_to_a_cap(self, breaker: Breaker, time: Time) -> None:
        pauses: list[float] = []
        for _ in range(5):
            pauses.append(breaker.opens_in_s)
            time.now += breaker.opens_in_s
            fail(breaker)
        assert pauses == [10, 20, 40, 60, 60]

    def test_begins_with_the_short_one_after_it_closed(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        fail(breaker)
        time.now += 20
        begin(breaker).succeeded()
        fail(breaker, 3)
        assert breaker.opens_in_s == 10

    def test_waits_as_long_as_the_provider_wished(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        fail(breaker, 1, RateLimited("slow", retry_after_s=45))
        assert breaker.opens_in_s == 45

    def test_never_waits_longer_than_the_cap(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        fail(breaker, 1, RateLimited("slow", retry_after_s=86_400))
        assert breaker.opens_in_s == 60

    def test_lets_another_probe_begin_when_one_was_cancelled(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        begin(breaker).cancelled()
        assert begin(breaker).is_probe

    def test_lets_another_probe_begin_when_one_was_lost(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        lost = begin(breaker)
        time.now += 500
        found = begin(breaker)
        lost.succeeded()
        assert breaker.state == "half_open"
        found.succeeded()
        assert breaker.state == "closed"

    def test_hears_only_the_first_word_of_a_call(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        probe = begin(breaker)
        probe.succeeded()
        probe.failed(TimedOut("late"))
        probe.cancelled()
        assert breaker.state == "closed"

    def test_says_since_when(self, breaker: Breaker, time: Time) -> None:
        time.now += 10
        fail(breaker)
        time.now += 5
        assert breaker.unchanged_s == 15

    def test_does_not_listen_to_calls_from_before(self, time: Time) -> None:
        breaker = Breaker(RULES, time)
        early, late = begin(breaker), begin(breaker)
        fail(breaker, 3)
        early.succeeded()
        assert breaker.state == "open"
        time.now += 10
        probe = begin(breaker)
        late.failed(UpstreamFailed("no"))
        assert breaker.state == "half_open"
        probe.succeeded()
        assert breaker.state == "closed"


class BreakerMachine(RuleBasedStateMachine):
    """Calls begin, end in any order and any way, and time passes."""

    tickets: Bundle[Ticket] = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.time = Time()
        self.breaker = Breaker(RULES, self.time)
        self.probe: Ticket | None = None
        self.probe_began_at = 0.0
        self.may_begin_at = 0.0

    @rule(target=tickets)
    def begins(self) -> Ticket | None:
        was = self.breaker.state
        promised = self.breaker.lets_through
        ticket = self.breaker.begin()
        assert (ticket is not None) == promised
        if was == "closed":
            assert ticket is not None
            assert not ticket.is_probe
        if was == "open":
            assert ticket is None
            assert self.time.now < self.may_begin_at
        if ticket is not None and ticket.is_probe:
            assert was == "half_open"
            is_given_up = self.time.now >= self.probe_began_at + RULES.probe_s
            assert self.probe is None or is_given_up, "two probes at once"
            self.probe, self.probe_began_at = ticket, self.time.now
        return ticket

    @rule(ticket=consumes(tickets))
    def answers(self, ticket: Ticket | None) -> None:
        if ticket is None:
            return
        was = self.breaker.state
        ticket.succeeded()
        if ticket is self.probe:
            self.probe = None
            assert self.breaker.state == "closed"
        else:
            assert self.breaker.state == was

    @rule(ticket=consumes(tickets), wish=st.sampled_from([None, 0.5, 25.0, 10_000.0]))
    def fails(self, ticket: Ticket | None, wish: float | None) -> None:
        if ticket is None:
            return
        was = self.breaker.state
        ticket.failed(RateLimited("no", retry_after_s=wish))
        if ticket is self.probe:
            self.probe = None
            assert self.breaker.state == "open"
        if self.breaker.state == "open" and was != "open":
            pause = self.breaker.opens_in_s
            assert RULES.cool_down_s <= pause <= RULES.longest_cool_down_s
            self.may_begin_at = self.time.now + pause

    @rule(ticket=consumes(tickets))
    def is_left(self, ticket: Ticket | None) -> None:
        if ticket is None:
            return
        was = self.breaker.state
        ticket.cancelled()
        if ticket is self.probe:
            self.probe = None
            assert self.breaker.lets_through
        assert self.breaker.state == was

    @rule(seconds=st.sampled_from([0.0, 1.0, 9.0, 10.0, 31.0, 600.0]))
    def time_passes(self, seconds: float) -> None:
        self.time.now += seconds

    @precondition(lambda self: self.breaker.state != "closed" and self.probe is None)
    @rule()
    def recovers_in_the_end(self) -> None:
        self.time.now += RULES.longest_cool_down_s
        ticket = self.breaker.begin()
        assert ticket is not None
        ticket.succeeded()
        assert self.breaker.state == "closed"

    @invariant()
    def numbers_are_sane(self) -> None:
        assert 0 <= self.breaker.opens_in_s <= RULES.longest_cool_down_s
        assert self.breaker.unchanged_s >= 0
        assert self.breaker.rests_s <= RULES.longest_cool_down_s
        if self.breaker.state == "closed":
            assert self.breaker.lets_through


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=200, stateful_step_count=60, deadline=None)
