"""A run is followed to its end, whatever happens to the connection."""

import pytest

from pilothouse.cli.talk import following
from pilothouse.cli.talk.following import Followed, follow
from pilothouse.client import Event
from pilothouse.core.errors import Unavailable

RUN = "run"


def told(seq: int, event: str, **data) -> Event:
    return Event(event, data, RUN, seq)


WHOLE = [
    told(1, "start", conversation_id="c"),
    *(told(seq, "text", text=f"{seq} ") for seq in range(2, 10)),
    told(10, "complete", state="completed"),
]


class Server:
    """Has the events of a run, and drops each connection after as many as it is told."""

    def __init__(self, *drops: int | None) -> None:
        self._drops = list(drops)
        self.runs = self
        self.asked: list[str] = []

    def start(self):
        return self._tell("start", 0)

    def stream(self, run_id: str, *, after: int):
        return self._tell(run_id, after)

    async def read(self, _run_id: str):
        return {"state": "completed", "seq": len(WHOLE)}

    async def _tell(self, asked: str, after: int):
        self.asked.append(asked)
        drop = self._drops.pop(0) if self._drops else None
        for event in WHOLE[after:][:drop]:
            yield event
        if drop is not None:
            raise Unavailable("The connection broke.")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_PAUSES_S", (0.0,) * 3)


@pytest.mark.parametrize("drop", range(10))
async def test_a_drop_anywhere_loses_and_repeats_nothing(drop: int) -> None:
    server = Server(drop)
    run = Followed(start=server.start)
    seen = [event.seq async for event in follow(server, run)]
    assert seen == list(range(1, 11))
    assert (run.text, run.state, run.conversation_id) == ("2 3 4 5 6 7 8 9 ", "completed", "c")
    assert server.asked == ["start", "start" if drop == 0 else RUN]


@pytest.mark.parametrize("state", ["running", "completed"])
async def test_a_stream_that_just_ends_is_taken_up_again(state: str) -> None:
    class Quiet(Server):
        async def read(self, _run_id: str):
            return {"state": state, "seq": len(WHOLE)}

        async def _tell(self, asked: str, after: int):
            for event in WHOLE[after:][:3]:
                yield event

    server = Quiet()
    assert [event.seq async for event in follow(server, Followed(start=server.start))] == list(range(1, 11))


async def test_a_server_that_stays_away_is_given_up() -> None:
    server = Server(*[0] * 9)
    with pytest.raises(Unavailable):
        assert not [event async for event in follow(server, Followed(start=server.start))]


async def test_progress_in_between_begins_the_count_anew() -> None:
    server = Server(*[1] * 9)
    assert len([event async for event in follow(server, Followed(start=server.start))]) == 10


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
