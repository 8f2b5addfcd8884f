import asyncio
from pathlib import Path

import jwt
import pytest

from pilothouse.access.identity import signing_keys
from pilothouse.access.identity.signing_keys import SECRET_NAME, SigningKeys
from pilothouse.access.secrets.environment import EnvironmentSecrets
from pilothouse.access.secrets.file import FileSecrets


@pytest.fixture(autouse=True)
def _reload_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "_RELOAD_EVERY_S", 0)


class TestSigningKeys:
    async def test_survive_a_restart(self, key_store: FileSecrets) -> None:
        assert (await SigningKeys(key_store).current()).key_id == (await SigningKeys(key_store).current()).key_id

    async def test_are_the_same_for_processes_that_start_together(self, tmp_path: Path) -> None:
        processes = [SigningKeys(FileSecrets(tmp_path)) for _ in range(8)]
        made = await asyncio.gather(*(keys.current() for keys in processes))
        assert len({key.key_id for key in made}) == 1

    async def test_verify_what_a_replaced_key_signed(self, key_store: FileSecrets) -> None:
        keys = SigningKeys(key_store)
        old = await keys.current()
        new = await keys.rotate()
        assert (await keys.current()).key_id == new.key_id != old.key_id
        assert await keys.find(old.key_id) is not None
        assert await SigningKeys(key_store).find(old.key_id) is not None

    async def test_find_a_key_that_another_process_made(self, key_store: FileSecrets) -> None:
        here, there = SigningKeys(key_store), SigningKeys(key_store)
        await here.current()
        assert await here.find((await there.rotate()).key_id) is not None

    async def test_forget_the_oldest_after_a_while(self, key_store: FileSecrets) -> None:
        keys = SigningKeys(key_store)
        first = await keys.current()
        for _ in range(3):
            await keys.rotate()
        assert await keys.find(first.key_id) is None
        assert len((await keys.published())["keys"]) == 3

    async def test_do_not_read_the_store_for_every_invented_id(
        self, key_store: FileSecrets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signing_keys, "_RELOAD_EVERY_S", 60)
        reads = 0
        read = key_store.get

        async def counted(name: str):
            nonlocal reads
            reads += 1
            return await read(name)

        monkeypatch.setattr(key_store, "get", counted)
        keys = SigningKeys(key_store)
        for number in range(50):
            assert await keys.find(f"invented {number}") is None
        assert reads == 1

    async def test_publish_no_private_number(self, key_store: FileSecrets) -> None:
        (published,) = (await SigningKeys(key_store).published())["keys"]
        assert set(published) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert jwt.PyJWK(published).key_id == published["kid"]

    async def test_do_not_show_themselves(self, key_store: FileSecrets) -> None:
        key = await SigningKeys(key_store).current()
        stored = await key_store.get(SECRET_NAME)
        assert stored is not None
        assert repr(key) == f"SigningKey({key.key_id})"
        assert '"d"' in stored.get_secret_value()

    async def test_may_come_from_the_environment(self, key_store: FileSecrets) -> None:
        key = await SigningKeys(key_store).current()
        stored = await key_store.get(SECRET_NAME)
        assert stored is not None
        name = f"PILOTHOUSE_SECRET_{SECRET_NAME.upper()}"
        secrets = EnvironmentSecrets({name: stored.get_secret_value()})
        assert (await SigningKeys(secrets).current()).key_id == key.key_id
