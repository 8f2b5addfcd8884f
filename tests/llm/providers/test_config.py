import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.providers import ProviderConfig, provider_type
from pilothouse.llm.providers._config import checked_key, checked_url, request_headers, required_option

KEY = "sk-secret-0123456789"  # not a secret


class TestAddress:
    @pytest.mark.parametrize("given", ["https://a.example/v1", "https://a.example/v1/", "  https://a.example/v1// "])
    def test_ends_without_a_slash(self, given: str) -> None:
        assert checked_url(ProviderConfig("acme", given)) == "https://a.example/v1"

    def test_is_the_vendors_when_none_is_set(self) -> None:
        assert checked_url(ProviderConfig("acme"), "https://api.example") == "https://api.example"

    @pytest.mark.parametrize(
        "given",
        [
            "",
            "ftp://a.example",
            "file:///etc/passwd",
            "a.example/v1",
            "https://",
            "https://user:pw@a.example",
            "https://a.example?x=1",
            "https://a.example#x",
            "https://a.example/a b",
            "http://a.example\r\nhost: b",
            "https://[::1",
        ],
    )
    def test_of_another_form_is_refused(self, given: str) -> None:
        with pytest.raises(InvalidInput, match="acme"):
            checked_url(ProviderConfig("acme", given))


class TestKey:
    @pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY}\r\nx-evil: 1", "a b", "ключ", f"{KEY}\0"])
    def test_that_cannot_stand_in_a_header_is_refused_and_not_repeated(self, key: str) -> None:
        with pytest.raises(InvalidInput) as raised:
            checked_key(ProviderConfig("acme", api_key=key))
        assert key.strip() not in raised.value.message

    def test_is_not_shown_with_its_configuration(self) -> None:
        assert KEY not in repr(ProviderConfig("acme", api_key=KEY, headers={"x": KEY}))

    @pytest.mark.parametrize("kind", ["openai", "anthropic", "together"])
    def test_is_needed_by_vendors(self, kind: str) -> None:
        with pytest.raises(InvalidInput, match="acme needs an API key"):
            provider_type(kind).connect(ProviderConfig("acme"))

    @pytest.mark.parametrize(
        ("kind", "options"),
        [
            ("bedrock", {"region": "eu-west-1"}),
            ("vertex", {"project": "p", "location": "global"}),
            ("vertex_anthropic", {"project": "p", "location": "global"}),
            ("azure", {}),
        ],
    )
    def test_of_the_machine_is_for_the_operator_alone(self, kind: str, options: dict[str, str]) -> None:
        config = ProviderConfig("acme", "https://a.example", options=options, is_operators=False)
        with pytest.raises(InvalidInput, match="acme needs"):
            provider_type(kind).connect(config)


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("x y", "1"), ("x", "1\r\nhost: b"), ("host", "b"), ("Content-Length", "1"), ("cookie", "a=b"), ("", "1")],
    )
    def test_that_cannot_be_sent_are_refused(self, name: str, value: str) -> None:
        with pytest.raises(InvalidInput, match="cannot be sent"):
            request_headers(ProviderConfig("acme", headers={name: value}), {})

    def test_made_from_options_are_checked_alike(self) -> None:
        config = ProviderConfig("acme", api_key=KEY, options={"organization": "a\r\nhost: b"})
        with pytest.raises(InvalidInput, match="cannot be sent"):
            provider_type("openai").connect(config)

    def test_may_replace_our_own(self) -> None:
        headers = request_headers(ProviderConfig("acme", headers={"Authorization": "Basic x"}), {"authorization": "B"})
        assert headers.getall("authorization") == ["Basic x"]

    @given(st.text(max_size=20), st.text(max_size=40))
    def test_never_break_a_line(self, name: str, value: str) -> None:
        try:
            headers = request_headers(ProviderConfig("acme", headers={name: value}), {})
        except InvalidInput:
            return
        assert not {"\r", "\n", "\0"} & set("".join([*headers, *headers.values()]))


class TestOptions:
    @pytest.mark.parametrize("region", ["", " ", "a/b", "a.example/#", "..", "a@b", "x" * 200, "a\nb"])
    def test_that_become_part_of_an_address_are_checked(self, region: str) -> None:
        with pytest.raises(InvalidInput, match="region"):
            required_option(ProviderConfig("acme", options={"region": region}), "region", "an AWS region")
