import pytest

from pilothouse.missions.journal.eta import Pace, read_pace
from pilothouse.missions.journal.steps import BY_KEY, STEPS
from tests.missions.conftest import submit

SECONDS = {"verification": 1.0, "intent": 2.0, "budget": 3.0, "selection": 4.0, "execution": 50.0, "finalize": 6.0}


class TestPace:
    @pytest.mark.parametrize(
        ("step", "fraction", "eta_s"),
        [("verification", 0.0, 66.0), ("verification", 1.0, 65.0), ("execution", 0.5, 31.0), ("finalize", 1.0, 0.0)],
    )
    def test_adds_up_what_is_left(self, step, fraction, eta_s) -> None:
        assert Pace(SECONDS).eta_s(BY_KEY[step], fraction) == eta_s

    def test_does_not_guess(self) -> None:
        assert Pace().eta_s(STEPS[0], 0.5) is None
        assert Pace({**SECONDS, "verification": 0}).eta_s(STEPS[1], 0) == 65.0
        assert Pace({key: each for key, each in SECONDS.items() if key != "finalize"}).eta_s(STEPS[1], 0) is None


class TestReadPace:
    async def test_is_measured_on_the_organizations_own_missions(
        self, api, strangers_api, hire, database, member, stranger
    ) -> None:
        await hire().finish((await submit(api))["id"])
        async with database.transaction(member.organization_id) as session:
            mine = await read_pace(session, member.organization_id)
        async with database.transaction(stranger.organization_id) as session:
            theirs = await read_pace(session, stranger.organization_id)
        assert set(mine.seconds) == set(SECONDS)
        assert all(seconds >= 0 for seconds in mine.seconds.values())
        assert theirs == Pace()
