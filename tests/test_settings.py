from pathlib import Path

import pytest

from pilothouse.settings import Settings, SettingsInvalid, load_settings, variables


def load(environment: dict[str, str] | None = None, **overrides) -> Settings:
    """Read settings from these variables alone."""
    return load_settings(environment or {}, env_file=None, **overrides)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


class TestVariables:
    def test_every_field_has_one(self) -> None:
        paths = set(variables().values())
        assert ("data_dir",) in paths
        assert ("gateway", "openai_api_key") in paths
        for name, field in Settings.model_fields.items():
            inner = getattr(field.annotation, "model_fields", None)
            expected = {(name, each) for each in inner} if inner else {(name,)}
            assert expected <= paths

    def test_every_field_says_what_it_is(self) -> None:
        for name, path in variables().items():
            model = Settings
            for part in path[:-1]:
                model = model.model_fields[part].annotation
            assert model.model_fields[path[-1]].description, name

    @pytest.mark.parametrize(
        ("name", "value", "read"),
        [
            ("DATABASE_URL", "postgresql://a:b@c/d", lambda s: s.database.url),
            ("DATABASE_OWNER_URL", "postgresql://a:b@c/d", lambda s: s.database.owner_url),
            ("DATABASE_LISTEN_URL", "postgresql://a:b@c/d", lambda s: s.database.listen_url),
            ("OPENAI_API_KEY", "sk-1", lambda s: s.gateway.openai_api_key.get_secret_value()),
            ("OPENAI_BASE_URL", "http://localhost/v1", lambda s: s.gateway.openai_base_url),
            ("PILOTHOUSE_HOST", "::1", lambda s: s.server.host),
            ("PILOTHOUSE_PORT", "9000", lambda s: str(s.server.port)),
            ("PILOTHOUSE_SERVER_PORT", "9000", lambda s: str(s.server.port)),
            ("PILOTHOUSE_DURABLE_LEASE_S", "4.5", lambda s: str(s.durable.lease_s)),
            ("PILOTHOUSE_ADMIN_PASSWORD", "x", lambda s: s.admin_password.get_secret_value()),
        ],
    )
    def test_both_the_systematic_and_the_well_known_names_are_read(self, name, value, read) -> None:
        assert read(load({name: value})) == value


class TestPrecedence:
    def test_everything_has_a_default(self) -> None:
        assert load() == Settings()

    def test_the_environment_goes_before_the_file_and_options_before_both(self, env_file) -> None:
        env_file.write_text("PILOTHOUSE_PORT=1001\nPILOTHOUSE_HOST=file\nPILOTHOUSE_LOG_LEVEL=debug\n")
        settings = load_settings(
            {"PILOTHOUSE_PORT": "1002", "PILOTHOUSE_HOST": "environment"}, env_file, server={"port": 1003, "host": None}
        )
        assert (settings.log_level, settings.server.host, settings.server.port) == ("debug", "environment", 1003)

    def test_a_variable_that_is_set_but_empty_counts_as_not_set(self, env_file) -> None:
        env_file.write_text("PILOTHOUSE_PORT=1001\nPILOTHOUSE_HOST=\n")
        settings = load_settings({"PILOTHOUSE_PORT": "", "OPENAI_API_KEY": ""}, env_file)
        assert (settings.server.port, settings.server.host) == (1001, "127.0.0.1")
        assert settings.gateway.openai_api_key is None

    def test_the_file_may_be_missing(self, env_file) -> None:
        assert load_settings({}, env_file) == Settings()

    def test_variables_of_other_programs_are_left_alone(self) -> None:
        assert load({"PATH": "/bin", "PILOT": "x"}) == Settings()

    @pytest.mark.parametrize("name", ["PILOTHOUSE_URL", "PILOTHOUSE_API_KEY", "PILOTHOUSE_SECRET_SIGNING_KEYS"])
    def test_variables_of_ours_that_are_no_settings_are_known(self, name) -> None:
        assert load({name: "x"}) == Settings()


class TestSettingsInvalid:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PILOTHOUSE_PORT", "eighty"),
            ("PILOTHOUSE_SERVER_PORT", "eighty"),
            ("PILOTHOUSE_SERVER_MAX_BODY_BYTES", "-1"),
            ("PILOTHOUSE_LOG_STYLE", "fancy"),
            ("PILOTHOUSE_DURABLE_LEASE_S", "0"),
            ("PILOTHOUSE_WORKER", "perhaps"),
            ("PILOTHOUSE_MISSIONS_APPROVAL", "nobody"),
            ("PILOTHOUSE_MISSIONS_APPROVE_BELOW_USD", "five"),
            ("PILOTHOUSE_MISSIONS_DEFAULT_BUDGET_USD", "-1"),
            ("PILOTHOUSE_SERVER_ALLOWED_ORIGINS", "pilot.example"),
            ("DATABASE_URL", "mysql://root@db/x"),
        ],
    )
    def test_names_the_variable(self, name, value) -> None:
        with pytest.raises(SettingsInvalid, match=f"\n  {name}: "):
            load({name: value})

    def test_names_every_one_that_is_wrong_at_once(self) -> None:
        with pytest.raises(SettingsInvalid) as refused:
            load({"PILOTHOUSE_PORT": "x", "PILOTHOUSE_LOG_LEVEL": "loud"})
        assert len(refused.value.message.splitlines()) == 3

    def test_shows_what_was_given(self) -> None:
        with pytest.raises(SettingsInvalid, match="it is 'eighty'"):
            load({"PILOTHOUSE_PORT": "eighty"})

    def test_shows_no_password(self) -> None:
        with pytest.raises(SettingsInvalid) as refused:
            load({"DATABASE_URL": "mysql://root:hunter2@db/x"})
        assert "hunter2" not in refused.value.message

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("PILOTHOUSE_LOG_LEVLE", "PILOTHOUSE_LOG_LEVEL"),
            ("PILOTHOUSE_DATA_DIRECTORY", "PILOTHOUSE_DATA_DIR"),
            ("PILOTHOUSE_ADMIN_PASWORD", "PILOTHOUSE_ADMIN_PASSWORD"),
        ],
    )
    def test_tells_which_one_may_be_meant(self, name, meant) -> None:
        with pytest.raises(SettingsInvalid, match=f"There is no setting {name}. Did you mean {meant}?"):
            load({name: "x"})

    def test_looks_into_the_file_too(self, env_file) -> None:
        env_file.write_text("PILOTHOUSE_XYZZY=1\n")
        with pytest.raises(SettingsInvalid, match="There is no setting PILOTHOUSE_XYZZY"):
            load_settings({}, env_file)
