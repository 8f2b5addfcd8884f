import asyncio
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsUnavailable
from pilothouse.access.secrets.cached import CachedSecrets


@dataclass
class Remote:
    """A place far away that counts how often it is asked."""

    values: dict[str, str] = field(default_factory=dict)
    is_away: bool = False
    asked: int = 0

    async def get(self, name: str) -> SecretStr | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise SecretsUnavailable("It does not answer.")
        return SecretStr(self.values[name]) if name in self.values else None

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        return SecretStr(self.values.setdefault(name, value.get_secret_value()))

    async def replace(self, name: str, value: SecretStr) -> None:
        self.values[name] = value.get_secret_value()


class Time:
    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def remote() -> Remote:
    return Remote({"key": "one"})


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def secrets(remote: Remote, time: Time) -> CachedSecrets:
    return CachedSecrets(remote, fresh_s=300, stale_s=3_600, now=time)


class TestCachedSecrets:
    async def test_asks_once_in_a_while(self, secrets: CachedSecrets, remote: Remote, time: Time) -> None:
        for _ in range(3):
            assert await secrets.get("key") == SecretStr("one")
            time.now_s += 99
        assert remote.asked == 1

    async def test_asks_once_when_many_want_it_at_the_same_time(self, secrets: CachedSecrets, remote: Remote) -> None:
        assert set(await asyncio.gather(*(secrets.get("key") for _ in range(50)))) == {SecretStr("one")}
        assert remote.asked == 1

    async def test_sees_a_changed_value_after_its_time(self, secrets, remote: Remote, time: Time) -> None:
        await secrets.get("key")
        remote.values["key"] = "two"
        assert await secrets.get("key") == SecretStr("one")
        time.now_s += 300
        assert await secrets.get("key") == SecretStr("two")

    async def test_sees_a_changed_value_at_once_when_it_is_told(self, secrets, remote: Remote) -> None:
        await secrets.get("key")
        remote.values["key"] = "two"
        secrets.refresh("key")
        assert await secrets.get("key") == SecretStr("two")
        remote.values["key"] = "three"
        secrets.refresh()
        assert await secrets.get("key") == SecretStr("three")

    async def test_goes_on_with_what_it_knows_while_nobody_answers(self, secrets, remote: Remote, time: Time) -> None:
        await secrets.get("key")
        remote.is_away = True
        time.now_s += 400
        assert await secrets.get("key") == SecretStr("one")
        secrets.refresh()
        assert await secrets.get("key") == SecretStr("one")

    async def test_does_not_ask_all_the_time_what_does_not_answer(self, secrets, remote: Remote, time: Time) -> None:
        await secrets.get("key")
        remote.is_away = True
        time.now_s += 400
        for _ in range(20):
            await secrets.get("key")
        assert remote.asked == 2
        time.now_s += 11
        await secrets.get("key")
        assert remote.asked == 3

    async def test_sees_a_new_value_soon_after_it_answers_again(self, secrets, remote: Remote, time: Time) -> None:
        await secrets.get("key")
        remote.is_away = True
        time.now_s += 400
        await secrets.get("key")
        remote.is_away, remote.values["key"] = False, "two"
        time.now_s += 11
        assert await secrets.get("key") == SecretStr("two")

    async def test_does_not_believe_an_old_value_for_ever(self, secrets, remote: Remote, time: Time) -> None:
        await secrets.get("key")
        remote.is_away = True
        time.now_s += 300 + 3_601
        with pytest.raises(SecretsUnavailable):
            await secrets.get("key")

    async def test_says_that_it_knows_nothing_while_nobody_answers(self, secrets, remote: Remote) -> None:
        remote.is_away = True
        with pytest.raises(SecretsUnavailable):
            await secrets.get("key")

    async def test_soon_sees_what_was_not_there(self, secrets, remote: Remote, time: Time) -> None:
        assert await secrets.get("new") is None
        remote.values["new"] = "here"
        assert await secrets.get("new") is None
        time.now_s += 30
        assert await secrets.get("new") == SecretStr("here")

    async def test_knows_what_it_stored(self, secrets, remote: Remote) -> None:
        await secrets.replace("key", SecretStr("two"))
        assert await secrets.get("key") == SecretStr("two")
        assert await secrets.create("key", SecretStr("three")) == SecretStr("two")
        assert remote.asked == 0

    async def test_shows_nothing_of_what_it_knows(self, secrets) -> None:
        await secrets.get("key")
        assert "one" not in repr(secrets._known)
