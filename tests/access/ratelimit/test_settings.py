import pytest
from pydantic import ValidationError

from pilothouse.access.ratelimit.limit import Limit
from pilothouse.access.ratelimit.settings import RateLimitSettings, parse_endpoint


class TestEndpoints:
    def test_are_read_from_one_variable(self) -> None:
        settings = RateLimitSettings(endpoints="POST /api/v1/files 30/minute; * /api/v1/analytics/ 5 per 2 hours;")
        files, analytics = settings.endpoint_limits()
        assert (files.name, files.limit) == ("POST /api/v1/files", Limit(30, 60))
        assert (analytics.name, analytics.limit) == ("* /api/v1/analytics", Limit(5, 7200))

    @pytest.mark.parametrize("text", ["", "POST", "/api/v1/files 30/minute", "LOOK /x 1/minute", "GET /x often"])
    def test_what_does_not_read_like_one_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(ValidationError, match="write it like"):
            RateLimitSettings(endpoints=[text])

    @pytest.mark.parametrize(
        ("method", "route", "applies"),
        [
            ("POST", "/api/v1/files", True),
            ("POST", "/api/v1/files/{file_id}", True),
            ("GET", "/api/v1/files", False),
            ("POST", "/api/v1/filesystem", False),
            ("POST", "/api/v1", False),
        ],
    )
    def test_apply_to_routes_below_their_path(self, method: str, route: str, *, applies: bool) -> None:
        assert parse_endpoint("POST /api/v1/files 1/second").applies_to(method, route) is applies
