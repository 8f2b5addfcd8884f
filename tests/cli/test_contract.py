"""The contract for scripts (issue 2, point 9), kept for good: real processes, nothing in between."""

import json
import signal
import time
from pathlib import Path

import httpx2
from sqlalchemy.engine import make_url

from pilothouse.db.embedded.probe import living_server
from tests.cli.conftest import PASSWORD, Shell, free_port, serve

OBJECTIVE = "Average mpg per origin, with a chart"


def server_of(shell: Shell) -> int | None:
    """Return the pid of the PostgreSQL server on the shell's data directory, if one runs."""
    (pid_file,) = [*shell.data_dir.rglob("postmaster.pid"), None][:1]
    return living_server(pid_file.parent) if pid_file else None


class TestWithoutServer:
    def test_a_mission_runs_to_its_end_on_a_fresh_data_directory(self, shell) -> None:
        data_dir = ("--data-dir", str(shell.data_dir))
        done = shell.run("missions", "run", OBJECTIVE, "--file", "cars.csv", *data_dir, "--json")
        assert done.returncode == 0, done.stderr
        (line,) = done.stdout.splitlines()
        mission = json.loads(line)
        assert mission["state"] == "completed"
        assert "Japan" in mission["answer"]
        assert "33.17" in mission["answer"]
        assert {artifact["kind"] for artifact in mission["artifacts"]} == {"markdown", "table", "chart"}
        files = [Path(file) for artifact in mission["artifacts"] for file in artifact["files"].values()]
        assert len(set(files)) == len(files)
        assert all(file.stat().st_size > 0 for file in files)
        assert all(Path(artifact["path"]) in files and artifact["name"] for artifact in mission["artifacts"])
        # the first command on a data directory makes the administrator, so it is the one that shows the password
        assert "Made the administrator admin@localhost, password " in done.stderr

        failed = shell.run("missions", "run", "Group it", "--tool", "table_group", *data_dir, "--json")
        assert failed.returncode == 1
        assert json.loads(failed.stdout)["state"] == "failed"
        assert "password" not in failed.stderr
        assert server_of(shell) is None, "PostgreSQL was left running"

    def test_what_cannot_be_is_one_line_of_json_and_exit_code_one(self, shell) -> None:
        done = shell.run("missions", "run", "x", "--file", "nothing.csv", "--data-dir", str(shell.data_dir), "--json")
        assert done.returncode == 1
        (line,) = done.stdout.splitlines()
        assert json.loads(line) == {
            "success": False,
            "error": {"code": "invalid_input", "message": "There is no file nothing.csv.", "details": {}},
        }
        assert "Traceback" not in done.stderr

    def test_settings_that_cannot_be_are_named_before_anything_starts(self, shell) -> None:
        done = shell.run("serve", PILOTHOUSE_PROT="8700")
        assert done.returncode == 1
        assert "There is no setting PILOTHOUSE_PROT. Did you mean PILOTHOUSE_PORT?" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (shell.folder / ".pilothouse").exists()

    def test_a_database_that_is_not_there_is_named_with_what_to_check(self, shell) -> None:
        done = shell.run(
            "serve", "--port", str(free_port()), DATABASE_URL="postgresql://app:hunter2@127.0.0.1:1/nothing"
        )
        assert done.returncode == 1
        said = done.stderr.replace("\n", " ")
        assert "127.0.0.1:1" in said
        assert "Check DATABASE_URL" in said
        assert "hunter2" not in said
        assert "Traceback" not in said


class TestServer:
    def test_serves_runs_missions_for_others_and_stops_cleanly(self, shell) -> None:
        served = serve(shell, PILOTHOUSE_ADMIN_EMAIL="ada@example.com", PILOTHOUSE_ADMIN_PASSWORD=PASSWORD)
        try:
            login = {"email": "ada@example.com", "password": PASSWORD, "delivery": "body"}
            answer = httpx2.post(f"{served.url}/api/v1/auth/login", json=login)
            assert answer.status_code == 200, answer.text
            document = httpx2.get(f"{served.url}/openapi.json").json()
            assert document["openapi"].startswith("3.1")

            # a command on the same data directory beside the server
            key = shell.json("keys", "create", "--name", "ci", "--data-dir", str(shell.data_dir))["key"]
            remote = {"PILOTHOUSE_URL": served.url, "PILOTHOUSE_API_KEY": key}
            mission = shell.json("missions", "run", OBJECTIVE, "--file", "cars.csv", **remote)
            assert mission["state"] == "completed"
            assert mission["owner"]["name"] == "Administrator"
            for artifact in mission["artifacts"]:
                content = httpx2.get(f"{served.url}{artifact['url']}", headers={"X-API-Key": key})
                assert content.status_code == 200

            refused = shell.run("missions", "list", "--json", **{**remote, "PILOTHOUSE_API_KEY": "ph_wrong"})
            assert refused.returncode == 1
            assert json.loads(refused.stdout)["error"]["code"] in {"not_signed_in", "unauthenticated"}
            taken = shell.run("serve", "--port", served.url.rpartition(":")[2], "--data-dir", str(shell.data_dir))
            assert taken.returncode == 1
            assert "is taken by another program" in taken.stderr
        finally:
            code, said = served.stop()
        assert code == 0, said
        assert "nothing is lost" in said
        assert PASSWORD not in said
        assert server_of(shell) is None, "PostgreSQL was left running"

    def test_shows_a_generated_password_and_stops_at_ctrl_c(self, shell) -> None:
        code, said = serve(shell, "--no-worker").stop(signal.SIGINT)
        assert code == 0, said
        (line,) = [line for line in said.splitlines() if "Password" in line]
        assert len(line.split("Password")[1].split()[0]) >= 16

    def test_serves_a_project_and_takes_changes_in(self, shell) -> None:
        project = shell.folder / "sales"
        shell.json("new", "project", "sales")
        served = serve(shell, "--project", str(project), "--reload", PILOTHOUSE_ADMIN_PASSWORD=PASSWORD)
        try:
            login = {"email": "admin@localhost", "password": PASSWORD, "delivery": "body"}
            token = httpx2.post(f"{served.url}/api/v1/auth/login", json=login).json()["data"]["access_token"]

            def own() -> set[str]:
                headers = {"Authorization": f"Bearer {token}"}
                both = [httpx2.get(f"{served.url}/api/v1/{kind}", headers=headers) for kind in ("agents", "tools")]
                found = [each for answer in both for each in answer.json()["data"]]
                return {each["name"] for each in found if each["source"]["kind"] == "project"}

            assert own() == {"guide"}
            shell.json("new", "tool", "trip_cost", "--project", str(project))
            shell.json("new", "agent", "trips", "--tool", "trip_cost", "--project", str(project))
            deadline = time.monotonic() + 60
            while own() != {"guide", "trip_cost", "trips"}:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            code, said = served.stop()
        assert code == 0, said
        assert "guide" in said


class TestDoctor:
    def test_finds_an_installation_well(self, shell) -> None:
        done = shell.run("doctor", "--data-dir", str(shell.data_dir), "--json")
        report = json.loads(done.stdout)
        checks = {check["name"]: check for check in report["checks"]}
        assert {
            "Python", "Disk", "Dashboard", "Word vectors", "Tools", "Database", "Application role", "Model",
        } <= set(checks)  # fmt: skip
        # the page is built by another job; everything else must be well
        assert {name for name, check in checks.items() if not check["ok"]} <= {"Dashboard"}
        assert report["ok"] == all(check["ok"] for check in checks.values())
        assert done.returncode == (0 if report["ok"] else 1)

    def test_names_the_line_that_is_wrong_in_the_project(self, shell) -> None:
        (shell.folder / "tools").mkdir()
        (shell.folder / "tools" / "broken.py").write_text("x = 1\ny = (\n")
        done = shell.run("doctor", "--data-dir", str(shell.data_dir), "--json")
        (project,) = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "Project"]
        assert not project["ok"]
        assert project["advice"] == "tools/broken.py:2: SyntaxError: '(' was never closed"
        assert done.returncode == 1

    def test_says_what_to_do_about_a_database_that_does_not_let_it_in(self, shell, cluster) -> None:
        wrong = make_url(cluster.app_url).set(password="wrong").render_as_string(hide_password=False)
        done = shell.run("doctor", "--json", DATABASE_URL=wrong)
        (database,) = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "Database"]
        assert not database["ok"]
        assert "password authentication failed" in database["advice"]
        assert "Check DATABASE_URL" in database["advice"]
        assert done.returncode == 1

    def test_says_what_to_do_about_a_role_that_is_above_the_rules(self, shell, cluster) -> None:
        done = shell.run("doctor", "--json", DATABASE_URL=cluster.owner_url)
        (role,) = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "Application role"]
        assert not role["ok"]
        assert "above row-level security" in role["found"]
        assert "DATABASE_OWNER_URL" in role["advice"]
