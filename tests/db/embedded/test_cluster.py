from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from pilothouse.db.embedded import Cluster, revive_cluster, start_cluster, stop_cluster
from pilothouse.db.embedded.errors import CredentialsLost, EmbeddedPostgresError, WrongMajorVersion
from pilothouse.db.embedded.probe import living_server
from tests.db.embedded.conftest import Start, ask
from tests.db.embedded.neighbour import Neighbour
from tests.processes import kill


@pytest.fixture(scope="class")
def told() -> list[str]:
    return []


@pytest.fixture(scope="class")
def cluster(told: list[str], place_for_class: Path) -> Iterator[Cluster]:
    cluster = start_cluster(place_for_class / "data dir", progress=told.append)
    yield cluster
    stop_cluster(cluster)


class TestNewCluster:
    async def test_serves_both_roles(self, cluster: Cluster, told: list[str]) -> None:
        assert cluster.started_here
        assert await ask(cluster.owner_url, "select current_user::text") == "pilothouse_owner"
        assert await ask(cluster.app_url, "select current_user::text") == "pilothouse_app"
        assert told == [f"Creating a database in {cluster.data_dir}", "Starting the database"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("data_checksums", "on"),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("server_encoding", "UTF8"),
            ("TimeZone", "UTC"),
            ("listen_addresses", ""),
        ],
    )
    async def test_is_safe_and_the_same_on_every_machine(self, cluster: Cluster, name: str, value: str) -> None:
        assert await ask(cluster.app_url, f"select current_setting('{name}')") == value

    async def test_sorts_and_changes_case_without_the_machines_locale(self, cluster: Cluster) -> None:
        assert await ask(cluster.app_url, "select upper('año')") == "AÑO"
        locale = "select datlocprovider::text || datlocale from pg_database where datname = current_database()"
        assert await ask(cluster.app_url, locale) == "bC.UTF-8"

    async def test_gives_the_application_a_role_without_privileges(self, cluster: Cluster) -> None:
        privileges = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication"
        query = f"select {privileges} from pg_roles where rolname = current_user"
        assert await ask(cluster.app_url, query) is False
        owned = "select count(*) from pg_shdepend where deptype = 'o' and refobjid = current_user::regrole"
        assert await ask(cluster.app_url, owned) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(cluster.app_url, "create table mine (id int)")

    async def test_gives_the_owner_vectors_and_the_right_to_make_databases_that_have_them(
        self, cluster: Cluster
    ) -> None:
        await ask(cluster.owner_url, "create table spot (at vector(3))")
        await ask(cluster.owner_url, "create database beside")
        beside = cluster.owner_url.replace("/pilothouse?", "/beside?")
        assert await ask(beside, "select '[1,2,3]'::vector <-> '[1,2,5]'") == pytest.approx(2.0)
        query = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        assert await ask(cluster.owner_url, query) is False

    async def test_lets_nobody_in_without_a_password(self, cluster: Cluster) -> None:
        before, _, after = cluster.app_url.partition("@")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(f"{before}x@{after}", "select 1")

    def test_keeps_passwords_from_other_users_and_from_logs(self, cluster: Cluster) -> None:
        credentials = cluster.data_dir.parent.parent / "postgres.credentials.json"
        password = cluster.app_url.split(":")[2].partition("@")[0]
        assert credentials.stat().st_mode & 0o777 == 0o600
        assert password in credentials.read_text()
        assert password not in repr(cluster)
        assert password not in (cluster.data_dir.parent / "server.log").read_text()


class TestStart:
    async def test_keeps_its_urls_and_data_across_a_restart(self, data_dir: Path, start: Start) -> None:
        first = start(data_dir)
        await ask(first.owner_url, "create table kept as select 42 as answer")
        stop_cluster(first)
        second = start(data_dir)
        assert (second.owner_url, second.app_url, second.started_here) == (first.owner_url, first.app_url, True)
        assert await ask(second.owner_url, "select answer from kept") == 42

    async def test_completes_a_cluster_whose_roles_were_never_made(self, start: Start, data_dir: Path) -> None:
        first = start(data_dir)
        await ask(first.owner_url, "alter role pilothouse_owner with password 'another'")
        second = start(data_dir)
        assert await ask(second.owner_url, "select 1") == 1

    def test_begins_again_where_a_crash_left_a_cluster_half_made(self, data_dir: Path, start: Start) -> None:
        crashed = start(data_dir)
        stop_cluster(crashed)
        half_made = crashed.data_dir.rename(crashed.data_dir.with_name("data.new.1a2b"))
        assert start(data_dir).app_url == crashed.app_url
        assert not half_made.exists()

    @pytest.mark.parametrize("name", ["Ünïcode 数据 it's", 'say "$HOME" `id` back\\slash', "a,b", "100%&?#+=:@"])
    async def test_works_in_a_directory_of_any_name(self, start: Start, place: Path, name: str) -> None:
        cluster = start(place / name / "d")
        assert await ask(cluster.app_url, "select 1") == 1
        assert cluster.data_dir.is_relative_to(place / name)


class TestRefuse:
    def test_another_major_version(self, data_dir: Path) -> None:
        cluster = start_cluster(data_dir)
        stop_cluster(cluster)
        (cluster.data_dir / "PG_VERSION").write_text("16\n")
        with pytest.raises(WrongMajorVersion, match=r"PostgreSQL 16; this release brings PostgreSQL 18"):
            start_cluster(data_dir)
        assert (cluster.data_dir / "PG_VERSION").read_text() == "16\n"

    def test_a_cluster_whose_passwords_are_lost(self, data_dir: Path) -> None:
        stop_cluster(start_cluster(data_dir))
        (data_dir / "postgres.credentials.json").unlink()
        with pytest.raises(CredentialsLost, match="is missing or damaged"):
            start_cluster(data_dir)

    def test_passwords_of_another_cluster(self, place: Path, data_dir: Path, start: Start) -> None:
        stop_cluster(start(data_dir))
        stop_cluster(start(place / "other"))
        (place / "other" / "postgres.credentials.json").replace(data_dir / "postgres.credentials.json")
        with pytest.raises(CredentialsLost, match="are not those of the file"):
            start_cluster(data_dir)

    def test_a_server_that_cannot_start_with_the_end_of_its_log(self, data_dir: Path) -> None:
        cluster = start_cluster(data_dir)
        stop_cluster(cluster)
        (cluster.data_dir / "global" / "pg_control").unlink()
        with pytest.raises(EmbeddedPostgresError, match="did not start") as failure:
            start_cluster(data_dir)
        assert "pg_control" in failure.value.details["log"]
        assert "server.log" in failure.value.message


class TestShare:
    async def test_a_second_process_joins_and_the_last_to_leave_stops_the_server(
        self, data_dir: Path, neighbour: Callable[..., Neighbour]
    ) -> None:
        mine = start_cluster(data_dir)
        other = neighbour(data_dir)
        other.go()
        report = other.report()
        assert report == {"owner_url": mine.owner_url, "app_url": mine.app_url, "started_here": False}
        stop_cluster(mine)
        assert await ask(report["app_url"], "select 1") == 1
        other.leave()
        assert living_server(mine.data_dir) is None

    async def test_two_processes_that_start_at_once_get_one_server(
        self, data_dir: Path, neighbour: Callable[..., Neighbour]
    ) -> None:
        both = [neighbour(data_dir), neighbour(data_dir)]
        for one in both:
            one.go()
        reports = [one.report() for one in both]
        assert not [report for report in reports if "error" in report]
        assert sorted(report["started_here"] for report in reports) == [False, True]
        assert reports[0]["app_url"] == reports[1]["app_url"]
        both[0].leave()
        assert await ask(reports[1]["app_url"], "select 1") == 1
        both[1].leave()
        assert living_server(data_dir / "postgres" / "data") is None

    async def test_one_process_may_hold_it_twice(self, data_dir: Path) -> None:
        first, second = start_cluster(data_dir), start_cluster(data_dir)
        stop_cluster(first)
        stop_cluster(first)
        assert await ask(second.app_url, "select 1") == 1
        stop_cluster(second)
        assert living_server(second.data_dir) is None

    async def test_a_killed_process_leaves_a_server_that_the_next_one_uses_and_stops(
        self, data_dir: Path, neighbour: Callable[..., Neighbour]
    ) -> None:
        killed = neighbour(data_dir)
        killed.go()
        report = killed.report()
        killed.end()
        server = living_server(data_dir / "postgres" / "data")
        assert server is not None
        mine = start_cluster(data_dir)
        assert not mine.started_here
        assert mine.app_url == report["app_url"]
        assert living_server(mine.data_dir) == server
        stop_cluster(mine)
        assert living_server(mine.data_dir) is None


class TestRevive:
    async def test_brings_a_killed_server_back_with_all_that_was_committed(self, start: Start, data_dir: Path) -> None:
        cluster = start(data_dir)
        await ask(cluster.owner_url, "create table kept as select generate_series(1, 1000) as id")
        kill(living_server(cluster.data_dir))
        revived = revive_cluster(cluster)
        assert revived.started_here
        assert revived.app_url == cluster.app_url
        assert await ask(revived.owner_url, "select count(*) from kept") == 1000

    async def test_leaves_a_running_server_alone(self, start: Start, data_dir: Path) -> None:
        cluster = start(data_dir)
        server = living_server(cluster.data_dir)
        assert not revive_cluster(cluster).started_here
        assert living_server(cluster.data_dir) == server

    async def test_keeps_one_claim_however_often_it_revives(self, data_dir: Path) -> None:
        cluster = start_cluster(data_dir)
        kill(living_server(cluster.data_dir))
        stop_cluster(revive_cluster(cluster))
        assert living_server(cluster.data_dir) is None
