from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from pilothouse.agents.errors import MissingCapability
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster
from pilothouse.runtime.agent_databases import AgentDatabases, schema_of


class OneSecret:
    """A backend that knows one secret."""

    def __init__(self, value: str | None) -> None:
        self.value = value

    async def get(self, name: str) -> SecretStr | None:
        assert name == "tool_db"
        return SecretStr(self.value) if self.value else None


@pytest.fixture(params=["file", "server"])
async def databases(request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path) -> AsyncIterator[AgentDatabases]:
    url = cluster.owner_url if request.param == "server" else None
    databases = AgentDatabases(OneSecret(url), tmp_path)
    yield databases
    await databases.aclose()


async def test_keeps_what_an_agent_writes(databases: AgentDatabases) -> None:
    db = databases.of(new_id(), "clerk")
    await db.execute("create table orders (id integer primary key, city text)")
    assert await db.execute("insert into orders values (1, :city), (2, :city)", {"city": "Ulm"}) == 2
    assert await db.fetch("select city, count(*) as n from orders group by city") == [{"city": "Ulm", "n": 2}]


async def test_no_other_agent_and_no_other_organization_sees_it(databases: AgentDatabases) -> None:
    organization_id = new_id()
    await databases.of(organization_id, "clerk").execute("create table notes (words text)")
    for other in (databases.of(organization_id, "buddy"), databases.of(new_id(), "clerk")):
        with pytest.raises(InvalidInput, match="notes"):
            await other.fetch("select * from notes")


async def test_a_broken_statement_is_explained_and_leaves_nothing(databases: AgentDatabases) -> None:
    db = databases.of(new_id(), "clerk")
    await db.execute("create table notes (words text not null)")
    with pytest.raises(InvalidInput, match="refuses this statement"):
        await db.execute("insert into notes values ('a'), (null)")
    assert await db.fetch("select count(*) as n from notes") == [{"n": 0}]


async def test_is_erased_with_its_organization(databases: AgentDatabases) -> None:
    gone, stays = new_id(), new_id()
    for organization_id in (gone, stays):
        for agent in ("clerk", "buddy"):
            await databases.of(organization_id, agent).execute("create table notes (words text)")
    await databases.erase(gone)
    assert await databases.of(stays, "buddy").fetch("select * from notes") == []
    for agent in ("clerk", "buddy"):
        with pytest.raises(InvalidInput, match="notes"):
            await databases.of(gone, agent).fetch("select * from notes")


async def test_a_server_takes_parameters_by_name_only(cluster: Cluster) -> None:
    databases = AgentDatabases(OneSecret(cluster.owner_url), None)
    with pytest.raises(InvalidInput, match=":name"):
        await databases.of(new_id(), "clerk").fetch("select ?", ["a"])
    await databases.aclose()


async def test_several_servers_need_a_database_and_say_which() -> None:
    with pytest.raises(MissingCapability, match="PILOTHOUSE_SECRET_TOOL_DB"):
        await AgentDatabases(OneSecret(None), None).of(new_id(), "clerk").fetch("select 1")


def test_the_longest_names_stay_apart() -> None:
    organization_id = new_id()
    names = {schema_of(organization_id, "a" * 60 + ending) for ending in ("x", "y")}
    assert len(names) == 2
    assert all(len(name.encode()) <= 63 for name in names)
