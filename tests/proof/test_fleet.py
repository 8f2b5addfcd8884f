"""What the proofs are done with works: without this, a proof that nobody runs every day breaks unseen."""

from collections.abc import Iterator

import pytest

from pilothouse.db.embedded import start_cluster, stop_cluster
from tests.places import open_place

from .fleet import Books, Client, Fleet
from .test_chaos import all_finished, submit

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with open_place() as place:
        fleet = Fleet(cluster := start_cluster(place), tmp_path_factory.mktemp("fleet"))
        fleet.start_api()
        fleet.start_worker()
        yield fleet
        fleet.stop()
        stop_cluster(cluster)


async def test_a_fleet_does_its_missions_and_keeps_its_books(fleet: Fleet, client: Client, books: Books) -> None:
    ids = await submit(client, missions=2)
    await all_finished(client, books)
    assert (await books.states()) == {"completed": len(ids)}
    assert books.starts()
    await books.check()
