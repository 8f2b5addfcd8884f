import pytest

from pilothouse.access.ratelimit.deps import is_attempt


class TestIsAttempt:
    @pytest.mark.parametrize(
        "path", ["/api/v1/auth/login", "/api/v1/auth/register", "/api/v1/auth/password/reset", "/api/v1/auth/login/"]
    )
    def test_what_gets_somebody_in_is_one(self, path: str) -> None:
        assert is_attempt("POST", path)
        assert not is_attempt("GET", path)

    @pytest.mark.parametrize(
        "path", ["/api/v1/auth/refresh", "/api/v1/auth/logout", "/api/v1/auth/api-keys/1", "/api/v1/missions", "/"]
    )
    def test_what_needs_a_credential_is_not(self, path: str) -> None:
        assert not is_attempt("POST", path)
