import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.telemetry import bound_contextvars, mask_secrets, new_request_id, request_id

KEY = "ph_Abc123" + "x" * 30
DATABASE = "postgresql://owner:hunter2secret@db.example:5432/pilothouse"  # not a secret


def masked(**fields):
    return mask_secrets(None, "info", fields)


class TestMaskSecrets:
    @pytest.mark.parametrize(
        "field",
        [
            "password",
            "admin_password",
            "client_secret",
            "refresh_token",
            "Authorization",
            "api_key",
            "apikey",
            "Cookie",
        ],
    )
    def test_hides_fields_by_their_name(self, field):
        assert masked(**{field: "hunter2"}) == {field: "***"}

    @pytest.mark.parametrize("field", ["input_tokens", "output_tokens", "api_key_id", "cost_microusd"])
    def test_shows_what_only_sounds_like_one(self, field):
        assert masked(**{field: 42}) == {field: 42}

    @pytest.mark.parametrize(
        "secret", [KEY, DATABASE, "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc", "sk-proj-0123456789abcdef"]
    )
    def test_hides_values_by_their_shape(self, secret):
        written = json.dumps(masked(event=f"refused {secret} twice"))
        assert secret not in written
        assert "***" in written
        assert written.endswith('twice"}')

    def test_keeps_enough_of_a_key_to_tell_which(self):
        assert masked(event=KEY) == {"event": "ph_Abc123***"}

    def test_keeps_which_database_it_was(self):
        assert masked(event=DATABASE)["event"] == "postgresql://owner:***@db.example:5432/pilothouse"

    def test_looks_into_what_is_nested(self):
        written = json.dumps(masked(request={"headers": [{"authorization": "hunter2"}, f"key {KEY}"], "n": 1}))
        assert "hunter2" not in written
        assert KEY not in written
        assert '"n": 1' in written

    @given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())))
    def test_leaves_what_is_no_secret_as_it_is(self, fields):
        before = {name: value for name, value in fields.items() if "***" not in json.dumps(masked(v=value))}
        assert masked(**{f"field {name}": value for name, value in before.items()}).keys() == {
            f"field {name}" for name in before
        }


_MASKED = DATABASE.replace("hunter2secret", "***")
_PROGRAM = """
import logging, sys
from pilothouse.core.telemetry import bound_contextvars, configure_logging, get_logger
configure_logging(sys.argv[1], "info")
log = get_logger("pilothouse.test")
with bound_contextvars(request_id="r-1"):
    log.info("signed_in", password="hunter2", user="ada")
    logging.getLogger("some.library").warning("asked %s", "{database}")
    try:
        secret_local = "kept in a variable"
        raise RuntimeError("cannot reach {database}")
    except RuntimeError:
        log.exception("it_failed")
log.debug("too_fine")
""".replace("{database}", DATABASE)


def run_program(style: str) -> str:
    """Log in a process of its own: logging is set up once per process."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, style], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "", "logs go to standard error; standard output is for results"
    return done.stderr


class TestConfigureLogging:
    @pytest.mark.parametrize("style", ["json", "pretty"])
    def test_no_secret_reaches_the_log_not_even_through_an_error(self, style):
        written = run_program(style)
        assert "hunter2" not in written
        assert "cannot reach" in written
        assert "kept in a variable" not in written.replace('secret_local = "kept in a variable"', "")
        assert "too_fine" not in written

    def test_a_machine_reads_every_line_with_its_request_id(self):
        lines = [json.loads(line) for line in run_program("json").splitlines()]
        assert [line["event"] for line in lines] == ["signed_in", f"asked {_MASKED}", "it_failed"]
        assert {line["request_id"] for line in lines} == {"r-1"}
        assert {line["logger"] for line in lines} == {"pilothouse.test", "some.library"}
        assert lines[0]["timestamp"].endswith("Z")
        assert lines[2]["exception"]


class TestRequestId:
    def test_takes_the_callers_when_it_is_harmless(self):
        assert new_request_id("trace-01.a_b") == "trace-01.a_b"

    @pytest.mark.parametrize("proposed", [None, "", "a b", "line\nbreak", "ends\n", "é", "<script>", "x" * 129])
    def test_makes_one_instead_of_what_could_do_harm(self, proposed):
        made = new_request_id(proposed)
        assert made != proposed
        assert len(made) == 32

    def test_is_known_to_all_that_runs_for_the_request(self):
        assert request_id() is None
        with bound_contextvars(request_id="r-7"):
            assert request_id() == "r-7"
        assert request_id() is None
