import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pilothouse.runtime.statistics.repository import StatisticsRepository, Use, confidence_of


class TestConfidence:
    @given(st.integers(0, 500), st.integers(0, 500))
    @example(0, 11)
    def test_lies_below_the_share_and_above_nothing(self, succeeded: int, failed: int) -> None:
        n = succeeded + failed
        assert 0 <= confidence_of(succeeded, n) <= (succeeded / n if n else 0)

    def test_grows_with_the_number_of_uses(self) -> None:
        values = [confidence_of(n, n) for n in (1, 5, 20, 100)]
        assert values == sorted(values)
        assert values[0] == pytest.approx(0.2065, abs=0.001)
        assert values[-1] == pytest.approx(0.963, abs=0.001)


class TestFigures:
    async def test_say_how_many_uses_they_rest_on(self, database, principal) -> None:
        uses = [Use("tool", "look", ok=number != 0, duration_ms=number * 10) for number in range(20)]
        async with database.transaction(principal.organization_id) as session:
            statistics = StatisticsRepository(session)
            await statistics.note(principal.organization_id, uses)
            figures = await statistics.figures(principal, "tool", 30)
            assert await statistics.figures(principal, "agent", 30) == {}
        look = figures["look"]
        assert (look.n, look.succeeded, look.success_share) == (20, 19, 0.95)
        assert (look.p50_ms, look.p95_ms) == (95, 180)

    async def test_are_of_ones_own_organization(self, database, principal, other_tenant) -> None:
        async with database.transaction(principal.organization_id) as session:
            await StatisticsRepository(session).note(principal.organization_id, [Use("agent", "a", True, 1)])
        async with database.transaction(other_tenant.organization_id) as session:
            assert await StatisticsRepository(session).figures(other_tenant.principal, "agent", 30) == {}
