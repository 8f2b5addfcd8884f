"""What a notebook has in the place of the platform."""

from pathlib import Path

import pytest

from pilothouse.agents import LocalCache, LocalMemory, LocalSecrets, local_context
from pilothouse.core.errors import InvalidInput, NotFound


async def test_secrets_are_there_or_missed_by_name_and_never_shown() -> None:
    secrets = LocalSecrets({"sql/warehouse": "postgresql://u:hush@db/x"})  # not a secret
    assert await secrets.get("sql/warehouse")
    assert "hush" not in repr(secrets)
    with pytest.raises(NotFound, match="search/brave"):
        await secrets.get("search/brave")


async def test_a_cache_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, now = LocalCache(), [100.0]
    monkeypatch.setattr("pilothouse.agents.local_state.time.monotonic", lambda: now[0])
    await cache.set("a", {"b": 1}, ttl_s=10)
    assert await cache.get("a") == {"b": 1}
    now[0] = 110.0
    assert await cache.get("a") is None
    await cache.delete("a")
    assert await cache.get("never") is None


async def test_memory_recalls_by_meaning_and_forgets() -> None:
    memory = LocalMemory()
    await memory.remember("The office is in Lyon.")
    tea = await memory.remember("She drinks green tea.")
    assert (await memory.recall("favourite drink", 1))[0].id == tea
    await memory.forget(tea)
    assert len(await memory.recall("drink")) == 1
    with pytest.raises(NotFound):
        await memory.forget(tea)


async def test_a_database_is_a_file_of_the_folder(tmp_path: Path) -> None:
    db = local_context(tmp_path).db
    await db.execute("create table note (id integer primary key, text text)")
    assert await db.execute("insert into note (text) values (?), (?)", ["a", "b'; drop table note"]) == 2
    assert await local_context(tmp_path).db.fetch("select text from note where id = :id", {"id": 2}) == [
        {"text": "b'; drop table note"}
    ]
    with pytest.raises(InvalidInput, match="no such table"):
        await db.fetch("select * from missing")
