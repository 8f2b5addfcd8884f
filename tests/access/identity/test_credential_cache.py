import asyncio
from datetime import timedelta

import pytest

from pilothouse.access.identity import credential_cache
from pilothouse.access.identity.credential_cache import CredentialCache, Known
from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from tests.access.conftest import FrozenClock

ADA = Principal(OrganizationId(new_id()), UserId(new_id()))


class Checks:
    """Counts how often a credential was really checked."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.count = 0

    async def __call__(self, credential: str) -> Known:
        assert isinstance(credential, str)
        self.count += 1
        return self.known


@pytest.fixture
def cache(clock: FrozenClock) -> CredentialCache:
    return CredentialCache(30, clock)


class TestCredentialCache:
    async def test_asks_once_in_its_lifetime(self, cache: CredentialCache, clock: FrozenClock) -> None:
        check = Checks(Known(ADA))
        for _ in range(3):
            assert (await cache.get("token", check)).principal == ADA
            clock.advance(9.9)
        assert check.count == 1
        clock.advance(1)
        await cache.get("token", check)
        assert check.count == 2

    async def test_does_not_outlive_the_credential(self, cache: CredentialCache, clock: FrozenClock) -> None:
        check = Checks(Known(ADA, expires_at=clock.now() + timedelta(seconds=5)))
        await cache.get("token", check)
        clock.advance(5)
        await cache.get("token", check)
        assert check.count == 2

    async def test_does_not_remember_a_refusal(self, cache: CredentialCache) -> None:
        async def refuse(_credential: str) -> Known:
            raise NotSignedIn

        with pytest.raises(NotSignedIn):
            await cache.get("token", refuse)
        assert (await cache.get("token", Checks(Known(ADA)))).principal == ADA

    async def test_forgets_whom_it_is_told_to(self, cache: CredentialCache) -> None:
        check = Checks(Known(ADA))
        await cache.get("token", check)
        cache.forget(lambda principal: principal.user_id == new_id())
        await cache.get("token", check)
        assert check.count == 1
        cache.forget(lambda principal: principal.user_id == ADA.user_id)
        await cache.get("token", check)
        assert check.count == 2

    @pytest.mark.parametrize("earlier", [0, 1, 2])
    async def test_does_not_keep_what_it_read_before_a_revocation(self, cache: CredentialCache, earlier: int) -> None:
        """However many there were earlier."""
        for _ in range(earlier):
            cache.forget(lambda _: True)
        reading, revoked = asyncio.Event(), asyncio.Event()

        async def slow(_credential: str) -> Known:
            reading.set()
            await revoked.wait()
            return Known(ADA)

        first = asyncio.create_task(cache.get("token", slow))
        await reading.wait()
        cache.forget(lambda principal: principal.user_id == ADA.user_id)
        revoked.set()
        await first
        check = Checks(Known(ADA))
        await cache.get("token", check)
        assert check.count == 1

    async def test_does_not_hold_the_credential_itself(self, cache: CredentialCache) -> None:
        await cache.get("ph_secret", Checks(Known(ADA)))
        assert "ph_secret" not in repr(vars(cache))

    async def test_does_not_grow_without_end(self, cache: CredentialCache, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(credential_cache, "_MOST_ENTRIES", 5)
        for number in range(20):
            await cache.get(f"token {number}", Checks(Known(ADA)))
        assert len(cache._entries) == 5

    async def test_forgets_what_was_checked_longest_ago(
        self, cache: CredentialCache, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(credential_cache, "_MOST_ENTRIES", 2)
        first, other = Checks(Known(ADA)), Checks(Known(ADA))
        await cache.get("first", first)
        await cache.get("second", other)
        clock.advance(30)
        await cache.get("first", first)  # checked anew, so it is the second that goes
        await cache.get("third", other)
        await cache.get("first", first)
        assert (first.count, other.count) == (2, 2)
