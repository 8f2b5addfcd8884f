"""A run is followed to its end, whatever happens to the connection."""

import pytest

from pilothouse.cli.client import NothingLeft
from pilothouse.cli.talk import following
from pilothouse.cli.talk.following import Followed, follow
from pilothouse.client import Event
from pilothouse.core.errors import Unavailable

RUN = "run"
START = {"path": "/chat/stream", "json": {"message": "hi"}, "headers": {"Idempotency-Key": "k"}}


def told(seq: int, event: str, **data) -> Event:
    return Event(event, data, RUN, seq)


WHOLE = [
    told(1, "start", conversation_id="c"),
    *(told(seq, "text", text=f"{seq} ") for seq in range(2, 10)),
    told(10, "complete", state="completed"),
]


class Server:
    """Has the events of a run, and drops each connection after as many as it is told."""

    def __init__(self, *drops: int | None, events=WHOLE) -> None:
        self._drops = list(drops)
        self._events = events
        self.asked: list[tuple[str, str]] = []

    async def events(self, method: str, path: str, **options):
        self.asked.append((method, path))
        after = options.get("params", {}).get("after", 0)
        left = [event for event in self._events if event.seq > after]
        if not left:
            raise NothingLeft
        drop = self._drops.pop(0) if self._drops else None
        for event in left[:drop]:
            yield event
        if drop is not None:
            raise Unavailable("The connection broke.")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_PAUSES_S", (0.0,) * 3)


@pytest.mark.parametrize("drop", range(10))
async def test_a_drop_anywhere_loses_and_repeats_nothing(drop: int) -> None:
    server, run = Server(drop), Followed(start=START)
    seen = [event.seq async for event in follow(server, run)]
    assert seen == list(range(1, 11))
    assert (run.text, run.state, run.conversation_id) == ("2 3 4 5 6 7 8 9 ", "completed", "c")
    again = ("POST", "/chat/stream") if drop == 0 else ("GET", "/runs/run/stream")
    assert server.asked == [("POST", "/chat/stream"), again]


async def test_a_stream_that_just_ends_is_taken_up_again() -> None:
    class Quiet(Server):
        async def events(self, method: str, path: str, **options):
            count = 3 if not self.asked else None
            self.asked.append((method, path))
            after = options.get("params", {}).get("after", 0)
            for event in [event for event in WHOLE if event.seq > after][:count]:
                yield event

    assert [event.seq async for event in follow(Quiet(), Followed(start=START))] == list(range(1, 11))


async def test_a_server_that_stays_away_is_given_up() -> None:
    with pytest.raises(Unavailable):
        assert not [event async for event in follow(Server(*[0] * 9), Followed(start=START))]


async def test_progress_in_between_begins_the_count_anew() -> None:
    server = Server(*[1] * 9)
    assert len([event async for event in follow(server, Followed(start=START))]) == 10


async def test_a_run_that_is_over_has_nothing_more_to_tell() -> None:
    run = Followed(RUN, seq=10, state="completed")
    assert [event async for event in follow(Server(), run)] == []


def test_words_that_are_replaced_are_replaced() -> None:
    run = Followed()
    for event in (
        told(1, "start"),
        told(2, "text", text="ab"),
        told(3, "start", resumed=True, text="a"),
        told(4, "text", text="c"),
    ):
        run.take(event)
    assert run.text == "ac"


def test_calls_that_wait_and_an_error_are_kept() -> None:
    run = Followed()
    run.take(told(1, "approval", approval_id="a", name="send", arguments={}))
    run.take(told(2, "error", state="interrupted", message="The process died.", can_continue=True))
    assert list(run.approvals) == ["a"]
    assert run.state == "interrupted"
    assert run.error["message"] == "The process died."
