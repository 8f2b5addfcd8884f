import re
from pathlib import Path

from starlette.datastructures import MutableHeaders

from pilothouse.server.headers import HSTS, SECURITY_HEADERS, add_security_headers, content_security_policy

PAGE = Path(__file__).parents[2] / "web" / "index.html"


def added(scheme: str, **own: str) -> MutableHeaders:
    headers = MutableHeaders(own)
    add_security_headers(headers, nonce="n0nce", scheme=scheme)
    return headers


class TestSecurityHeaders:
    def test_hsts_is_sent_over_tls_only(self) -> None:
        assert added("https")["Strict-Transport-Security"] == HSTS == "max-age=31536000; includeSubDomains; preload"
        assert "Strict-Transport-Security" not in added("http")

    def test_what_a_route_says_itself_stays(self) -> None:
        headers = added("http", **{"Content-Security-Policy": "sandbox"})
        assert headers["Content-Security-Policy"] == "sandbox"
        assert headers["X-Frame-Options"] == SECURITY_HEADERS["X-Frame-Options"] == "DENY"

    def test_the_policy_opens_nothing(self) -> None:
        policy = dict(part.strip().split(" ", 1) for part in content_security_policy("n0nce").split(";"))
        assert policy["default-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert not [value for value in policy.values() if "unsafe" in value or "*" in value or "http" in value]

    def test_the_page_has_no_script_and_no_style_without_the_nonce(self) -> None:
        tags = re.findall(r"<(?:script|style)\b[^>]*>", PAGE.read_text())
        assert tags
        assert [tag for tag in tags if "nonce=" not in tag and 'src="/' not in tag] == []
        assert not re.search(r"<[^>]+\s(?:on\w+|style)=", PAGE.read_text())
