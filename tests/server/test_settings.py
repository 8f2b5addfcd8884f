import pytest
from pydantic import ValidationError

from pilothouse.server.settings import ServerSettings


class TestServerSettings:
    def test_takes_lists_from_variables(self) -> None:
        settings = ServerSettings(
            allowed_origins="https://a.example, https://*.b.example",
            allowed_hosts="a.example,*.b.example,[::1]",
            trusted_proxies="10.0.0.0/8, ::1",
            base_path="/pilot/",
        )
        assert settings.allowed_origins == ["https://a.example", "https://*.b.example"]
        assert settings.allowed_hosts == ["a.example", "*.b.example", "[::1]"]
        assert settings.trusted_proxies == ["10.0.0.0/8", "::1"]
        assert settings.base_path == "/pilot"

    @pytest.mark.parametrize(
        ("name", "value", "advice"),
        [
            ("allowed_origins", "https://a.example/path", "write it like"),
            ("allowed_hosts", "https://a.example", "write it like pilot.example"),
            ("allowed_hosts", "a.example:80", "write it like pilot.example"),
            ("trusted_proxies", "proxy.internal", "write it like 10.0.0.0/8"),
            ("trusted_proxies", "*", "write it like 10.0.0.0/8"),
            ("base_path", "pilot", "write it like /pilot"),
            ("base_path", "/a/../b?c", "write it like /pilot"),
        ],
    )
    def test_refuses_what_cannot_work_when_it_starts(self, name: str, value: str, advice: str) -> None:
        with pytest.raises(ValidationError, match=advice):
            ServerSettings(**{name: value})
