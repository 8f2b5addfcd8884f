from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.sessions.refresh_tokens import RefreshToken, Standing, new_family, parse, standing
from pilothouse.access.identity.tables import LoginSession

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def family(current: RefreshToken, previous: RefreshToken | None = None, **fields: datetime) -> LoginSession:
    """A login session whose token was replaced five seconds ago."""
    return LoginSession(
        refresh_hash=current.part_hash,
        previous_hash=previous and previous.part_hash,
        rotated_at=NOW - timedelta(seconds=5),
        expires_at=fields.get("expires_at", NOW + timedelta(days=1)),
        revoked_at=fields.get("revoked_at"),
    )


class TestRefreshToken:
    def test_reads_back_what_it_wrote(self) -> None:
        token = new_family()
        assert parse(token.text()) == token

    def test_keeps_its_family_and_nothing_else(self) -> None:
        token = new_family()
        assert token.successor().family_hash == token.family_hash
        assert token.successor().part_hash != token.part_hash

    def test_does_not_show_itself(self) -> None:
        token = new_family()
        assert token.part not in repr(token)
        assert token.family not in repr(token)

    @given(st.text())
    def test_is_not_any_other_text(self, text: str) -> None:
        assert parse(text) is None


class TestStanding:
    def test_of_the_current_one(self) -> None:
        token = new_family()
        assert standing(token, family(token), NOW, 10) is Standing.CURRENT

    @pytest.mark.parametrize(("grace_s", "expected"), [(10, Standing.JUST_REPLACED), (5, Standing.REUSED)])
    def test_of_the_one_before(self, grace_s: float, expected: Standing) -> None:
        token = new_family()
        assert standing(token, family(token.successor(), token), NOW, grace_s) is expected

    def test_of_an_older_one(self) -> None:
        token = new_family()
        row = family(token.successor(), token.successor())
        assert standing(token, row, NOW, 10) is Standing.REUSED

    def test_of_any_in_a_session_that_is_over(self) -> None:
        token = new_family()
        assert standing(token, family(token, expires_at=NOW), NOW, 10) is Standing.ENDED
        assert standing(token, family(token, revoked_at=NOW), NOW, 10) is Standing.ENDED
