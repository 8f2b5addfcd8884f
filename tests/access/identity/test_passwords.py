import asyncio

import pytest
from argon2 import PasswordHasher

from pilothouse.access.identity.errors import WeakPassword
from pilothouse.access.identity.passwords import LONGEST, Passwords
from pilothouse.access.settings import AccessSettings


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(AccessSettings(), PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


class TestHash:
    async def test_is_argon2id_with_the_recommended_cost(self) -> None:
        assert (await Passwords(AccessSettings()).hash("x")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")

    async def test_differs_each_time(self, passwords: Passwords) -> None:
        assert await passwords.hash("same") != await passwords.hash("same")


class TestMatches:
    async def test_knows_its_own(self, passwords: Passwords) -> None:
        password_hash = await passwords.hash("four teal herons")
        assert await passwords.matches("four teal herons", password_hash)
        assert not await passwords.matches("four teal heron", password_hash)

    async def test_takes_both_ways_to_write_an_accent_for_the_same(self, passwords: Passwords) -> None:
        assert await passwords.matches("cafe\u0301 au lait", await passwords.hash("caf\u00e9 au lait"))

    async def test_says_no_without_a_hash_and_does_the_same_work(
        self, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked: list[str] = []
        verify = passwords._verify
        monkeypatch.setattr(passwords, "_verify", lambda hashed, word: checked.append(hashed) or verify(hashed, word))
        assert not await passwords.matches("anything", None)
        assert checked[0].startswith("$argon2id$v=19$m=64,t=1,p=1$")

    async def test_knows_long_ones_to_their_last_character(self, passwords: Passwords) -> None:
        """Nothing is cut, and no letter stands for its capital."""
        long = "four teal herons" + " wait" * 48
        assert len(long) == LONGEST
        password_hash = await passwords.hash(long)
        assert await passwords.matches(long, password_hash)
        for other in (long[:-1], f"{long[:-1]}T", long[:64], long.upper()):
            assert not await passwords.matches(other, password_hash)

    async def test_says_no_to_what_is_longer_than_any_password(self, passwords: Passwords) -> None:
        assert not await passwords.matches("x" * (LONGEST + 1), await passwords.hash("x" * (LONGEST + 1)))

    async def test_says_no_to_a_damaged_hash(self, passwords: Passwords) -> None:
        assert not await passwords.matches("x", "not a hash")

    async def test_leaves_the_event_loop_free(self) -> None:
        slow = Passwords(AccessSettings(password_hashes_at_once=1))
        hashing = asyncio.create_task(slow.hash("x"))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert turns > 3


class TestIsOutdated:
    async def test_notices_other_parameters(self, passwords: Passwords) -> None:
        password_hash = await passwords.hash("x")
        assert not passwords.is_outdated(password_hash)
        assert Passwords(AccessSettings()).is_outdated(password_hash)


class TestRequireStrong:
    @pytest.mark.parametrize(
        "password", ["four teal herons", "correct horse battery", "Vx9#kQ2!mZ7w", "zwölf Boxkämpfer jagen"]
    )
    def test_takes_what_is_hard_to_guess(self, passwords: Passwords, password: str) -> None:
        passwords.require_strong(password, "ada@example.com")

    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("elevenchars", "12 to 256"),
            ("x" * 257, "12 to 256"),
            ("ada.lovelace-9", "e-mail"),
            ("Passw0rd2024!!", "first that are tried"),
        ],
    )
    def test_says_what_is_wrong_with_the_others(self, passwords: Passwords, password: str, reason: str) -> None:
        with pytest.raises(WeakPassword, match=reason):
            passwords.require_strong(password, "ada.lovelace@example.com")

    def test_counts_classes_of_characters_where_it_is_told_to(self) -> None:
        passwords = Passwords(AccessSettings(password_min_classes=4))
        passwords.require_strong("Heron-flight-42")
        for password in ("heron-flight-42", "Heron-flight-xx", "HeronXflightX42", "HERON-FLIGHT-42"):
            with pytest.raises(WeakPassword, match="Use 4 of"):
                passwords.require_strong(password)
