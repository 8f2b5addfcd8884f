"""The contract for scripts (issue 2, point 9), kept for good: real processes, nothing in between."""

import json
import signal
from pathlib import Path

import httpx2
import pytest

from pilothouse.db.embedded.probe import living_server
from tests.cli.conftest import PASSWORD, Shell, serve

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

        made = shell.json("keys", "create", "--name", "ci", *data_dir)
        assert made["key"].startswith("ph_")
        assert made["scopes"] == ["admin"]
        assert "key" not in shell.json("keys", "list", *data_dir)[0]
        listed = shell.json("missions", "list", *data_dir)
        assert [each["id"] for each in listed] == [mission["id"]]
        assert shell.json("missions", "show", mission["id"], *data_dir)["answer"] == mission["answer"]

        failed = shell.run("missions", "run", "Group it", "--tool", "table_group", *data_dir, "--json")
        assert failed.returncode == 1
        assert json.loads(failed.stdout)["state"] == "failed"
        assert server_of(shell) is None, "PostgreSQL was left running"

    def test_what_cannot_be_is_one_line_of_json_and_exit_code_one(self, shell) -> None:
        data_dir = ("--data-dir", str(shell.data_dir))
        for arguments, code in [
            (("missions", "run", "x", "--file", "nothing.csv"), "invalid_input"),
            (("missions", "run", "x", "--budget", "-1"), "invalid_input"),
            (("missions", "run", "x", "--tool", "nothing"), "tool_does_not_fit"),
            (("missions", "show", "00000000-0000-7000-8000-000000000000"), "not_found"),
            (("missions", "show", "seven"), "invalid_input"),
            (("keys", "create", "--name", "x", "--scope", "nothing:read"), "unknown_permission"),
        ]:
            done = shell.run(*arguments, *data_dir, "--json")
            assert done.returncode == 1, arguments
            (line,) = done.stdout.splitlines()
            told = json.loads(line)
            assert (told["success"], told["error"]["code"]) == (False, code), arguments
            assert told["error"]["message"]
            assert "Traceback" not in done.stderr

    def test_settings_that_cannot_be_are_named_before_anything_starts(self, shell) -> None:
        done = shell.run("serve", PILOTHOUSE_PROT="8700")
        assert done.returncode == 1
        assert "There is no setting PILOTHOUSE_PROT. Did you mean PILOTHOUSE_PORT?" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (shell.folder / ".pilothouse").exists()

    @pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",), ("doctor",), ("missions", "list")])
    def test_a_database_that_is_not_there_is_named_with_what_to_check(self, shell, command) -> None:
        command = ("serve", "--port", "8799") if command[0] == "serve" else command
        done = shell.run(*command, DATABASE_URL="postgresql://app:hunter2@127.0.0.1:1/nothing")
        assert done.returncode == 1
        words = (done.stderr + done.stdout).replace("\n", " ")
        assert "127.0.0.1:1" in words
        assert "DATABASE_URL" in words
        assert "hunter2" not in words
        assert "Traceback" not in words


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
            for artifact in mission["artifacts"]:
                content = httpx2.get(f"{served.url}{artifact['url']}", headers={"X-API-Key": key})
                assert content.status_code == 200
            saved = shell.json(
                "missions", "run", OBJECTIVE, "--file", "cars.csv", "--save", str(shell.folder / "out"), **remote
            )
            assert all(Path(artifact["path"]).is_file() for artifact in saved["artifacts"])
            watched = shell.json("missions", "watch", mission["id"], **remote)
            assert watched["state"] == "completed"

            refused = shell.run("missions", "list", "--json", **{**remote, "PILOTHOUSE_API_KEY": "ph_wrong"})
            assert refused.returncode == 1
            assert json.loads(refused.stdout)["error"]["code"] in {"not_signed_in", "unauthenticated"}
            missing = shell.run("missions", "list", "--json", PILOTHOUSE_URL=served.url)
            assert "PILOTHOUSE_API_KEY" in json.loads(missing.stdout)["error"]["message"]
            revoked = shell.json("keys", "revoke", shell.json("keys", "list", **remote)[0]["id"], **remote)
            assert revoked["revoked_at"]

            taken = shell.run(
                "serve", "--port", served.url.rpartition(":")[2], "--data-dir", str(shell.folder / "other")
            )
            assert taken.returncode == 1
            assert "is taken by another program" in taken.stderr
        finally:
            code, said = served.stop()
        assert code == 0, said
        assert "nothing is lost" in said
        assert PASSWORD not in said
        assert server_of(shell) is None, "PostgreSQL was left running"

    def test_shows_a_generated_password_once_and_stops_at_ctrl_c(self, shell) -> None:
        code, said = serve(shell).stop(signal.SIGINT)
        assert code == 0, said
        (line,) = [line for line in said.splitlines() if "Password" in line]
        assert len(line.split("Password")[1].split()[0]) >= 16
        code, said = serve(shell, "--no-worker").stop(signal.SIGINT)
        assert code == 0, said
        assert "Password" not in said


class TestDoctor:
    def test_finds_an_installation_well(self, shell) -> None:
        done = shell.run("doctor", "--data-dir", str(shell.data_dir), "--json")
        report = json.loads(done.stdout)
        checks = {check["name"]: check for check in report["checks"]}
        assert {"Python", "Disk", "Dashboard", "Word vectors", "Tools", "Database", "Application role", "Model"} <= set(
            checks
        )
        # the page is built by another job; everything else must be well
        assert {name for name, check in checks.items() if not check["ok"]} <= {"Dashboard"}
        assert report["ok"] == all(check["ok"] for check in checks.values())
        assert done.returncode == (0 if report["ok"] else 1)

    def test_says_what_to_do_about_a_role_that_is_above_the_rules(self, shell, cluster) -> None:
        done = shell.run("doctor", "--json", DATABASE_URL=cluster.app_url.replace("pilothouse_app", "nobody"))
        report = json.loads(done.stdout)
        (database,) = [check for check in report["checks"] if check["name"] == "Database"]
        assert not report["ok"]
        assert "DATABASE_URL" in database["advice"]
        assert done.returncode == 1
