import asyncio
import base64
import hashlib
from pathlib import Path

import jwt
import pytest
from pydantic import SecretStr

from pilothouse.access.identity import signing_keys
from pilothouse.access.identity.signing_keys import SECRET_NAME, SigningKeys, make_key
from pilothouse.access.secrets.environment import EnvironmentSecrets
from pilothouse.access.secrets.file import FileSecrets


@pytest.fixture(autouse=True)
def _reload_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "_RELOAD_EVERY_S", 0)


def count_reads(store: FileSecrets, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by a name with every reading of the store."""
    reads: list[str] = []
    read = store.get

    async def counted(name: str) -> SecretStr | None:
        reads.append(name)
        return await read(name)

    monkeypatch.setattr(store, "get", counted)
    return reads


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
        reads = count_reads(key_store, monkeypatch)
        keys = SigningKeys(key_store)
        for number in range(50):
            assert await keys.find(f"invented {number}") is None
        assert reads == [SECRET_NAME]

    async def test_do_not_read_the_store_for_one_that_is_known(
        self, key_store: FileSecrets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reads = count_reads(key_store, monkeypatch)
        keys = SigningKeys(key_store)
        key = await keys.current()
        for _ in range(3):
            assert await keys.find(key.key_id) is key
        assert reads == [SECRET_NAME]

    async def test_publish_no_private_number(self, key_store: FileSecrets) -> None:
        (published,) = (await SigningKeys(key_store).published())["keys"]
        assert set(published) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert (published["use"], published["alg"]) == ("sig", "ES256")
        assert jwt.PyJWK(published).key_id == published["kid"]

    def test_are_called_by_their_thumbprint(self) -> None:
        """RFC 7638: over the members that every key of the kind has, ordered by name, without blanks."""
        key = make_key()
        jwk = key.public_jwk()
        members = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
        digest = hashlib.sha256(members.encode()).digest()
        assert key.key_id == base64.urlsafe_b64encode(digest).decode().removesuffix("=")
        assert len(key.key_id) == 43

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
