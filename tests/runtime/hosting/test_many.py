"""A hundred runs at once: each says everything once, in order, and none is mixed with another."""

import asyncio

from sqlalchemy import text

from tests.runtime.conftest import WORDS, read, says, start, text_in


async def test_a_hundred_at_once_stay_apart_and_in_order(host, member, provider, owner_database) -> None:
    provider.script(says(pause_s=0.01))
    runs = await asyncio.gather(*(start(host, member) for _ in range(100)))
    seen = await asyncio.gather(*(read(host, run) for run in runs))
    assert {text_in(events) for events in seen} == {"".join(WORDS)}
    question = text(
        "select stream, array_agg(seq order by seq) as seqs, array_agg(at order by seq) as moments"
        " from event where stream = any(:runs) group by stream"
    )
    async with owner_database.transaction() as session:
        streams = (await session.execute(question, {"runs": [run.id for run in runs]})).all()
    assert len(streams) == 100
    for stream in streams:
        assert list(stream.seqs) == list(range(1, len(stream.seqs) + 1))
        assert list(stream.moments) == sorted(stream.moments)
    assert len(provider.bill) == 100
