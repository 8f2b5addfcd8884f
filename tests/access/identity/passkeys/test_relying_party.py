import pytest

from pilothouse.access.identity.passkeys.errors import PasskeysUnavailable
from pilothouse.access.identity.passkeys.relying_party import relying_party
from pilothouse.server.cors import Origins


class TestRelyingParty:
    @pytest.mark.parametrize(
        ("public_url", "domain", "origin"),
        [
            ("https://pilot.example", "pilot.example", "https://pilot.example"),
            ("https://pilot.example/desk/", "pilot.example", "https://pilot.example"),
            ("https://pilot.example:8443", "pilot.example", "https://pilot.example:8443"),
            ("http://localhost:8700", "localhost", "http://localhost:8700"),
            ("http://127.0.0.1:8700", "localhost", "http://localhost:8700"),
            ("http://[::1]:8700", "localhost", "http://localhost:8700"),
        ],
    )
    def test_is_the_domain_of_the_dashboard(self, public_url: str, domain: str, origin: str) -> None:
        party = relying_party(public_url, ())
        assert (party.domain, party.origin) == (domain, origin)
        assert party.accepts(origin)

    @pytest.mark.parametrize("public_url", ["", "https://", "http://192.0.2.7:8700", "http://[2001:db8::1]"])
    def test_needs_a_name(self, public_url: str) -> None:
        with pytest.raises(PasskeysUnavailable, match="PILOTHOUSE_NOTIFY_PUBLIC_URL"):
            relying_party(public_url, ())

    def test_takes_further_pages_within_the_domain_only(self) -> None:
        allowed = Origins(["https://*.pilot.example", "https://desk.example"])
        party = relying_party("https://pilot.example", allowed)
        assert party.accepts("https://eu.pilot.example")
        for origin in (
            "https://desk.example",  # may call the API; its domain is another
            "https://pilot.example.evil.example",
            "https://evilpilot.example",
            "http://pilot.example",
            "https://pilot.example:444",
            "null",
            "",
        ):
            assert not party.accepts(origin), origin
