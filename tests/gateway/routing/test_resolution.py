"""Where a name leads, by what the operator has set."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest

from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.routing.errors import NoModelConnected, OperationNotServed
from pilothouse.gateway.routing.service import Router, build_router
from pilothouse.gateway.settings import GatewaySettings

WHO = Principal(OrganizationId(new_id()), UserId(new_id()))
OPENAI = {"openai_api_key": "sk-test-0123456789"}  # not a secret
ANTHROPIC = {"anthropic_api_key": "sk-ant-0123456789"}  # not a secret
FREE = {"input_usd": "0", "output_usd": "0"}


@contextmanager
def router(**settings: Any) -> Iterator[Router]:
    yield build_router(GatewaySettings.model_validate(settings))


async def led(model: str, operation: Any = "chat", **settings: Any) -> list[tuple[str, str]]:
    with router(**settings) as made:
        return [(route.connection, route.model) for route in await made.candidates(WHO, model, operation)]


class TestByName:
    async def test_a_model_goes_to_the_vendor_that_has_it(self) -> None:
        assert await led("gpt-4o", **OPENAI, **ANTHROPIC) == [("openai", "gpt-4o")]
        assert await led("claude-haiku-4-5", **OPENAI, **ANTHROPIC) == [("anthropic", "claude-haiku-4-5")]

    async def test_a_dated_name_goes_there_too(self) -> None:
        assert await led("gpt-4o-2024-08-06", **OPENAI, **ANTHROPIC) == [("openai", "gpt-4o-2024-08-06")]

    async def test_a_prefix_names_the_connection(self) -> None:
        assert await led("openai/gpt-4o", **OPENAI, **ANTHROPIC) == [("openai", "gpt-4o")]

    async def test_a_prefix_that_is_part_of_the_name_is_left(self) -> None:
        model = "meta-llama/Llama-3.3-70B-Instruct-Turbo"
        assert await led(model, **OPENAI, together_api_key="key-0123456789") == [("together", model)]  # not a secret

    async def test_the_built_in_model_is_always_there(self) -> None:
        assert await led("builtin") == [("builtin", "builtin")]
        assert await led("builtin", **OPENAI) == [("builtin", "builtin")]

    async def test_an_unknown_name_goes_to_the_only_server_of_somebodys_own(self) -> None:
        own = {"connections": {"local": {"type": "openai_compatible", "base_url": "http://127.0.0.1:1/v1"}}}
        settings = {**OPENAI, **own, "prices": {"llama3": FREE}}
        assert await led("llama3", **settings) == [("local", "llama3")]
        assert await led("gpt-4o", **settings) == [("openai", "gpt-4o")]

    async def test_several_keys_are_several_routes(self) -> None:
        connection = {"type": "openai", "api_keys": ["sk-first-0123456789", "sk-second-0123456780"]}  # not a secret
        with router(connections={"openai": connection}) as made:
            routes = await made.candidates(WHO, "gpt-4o")
        assert {route.key_hint for route in routes} == {"6789", "6780"}
        assert routes[0].breaker is not routes[1].breaker

    async def test_two_accounts_of_one_vendor_share(self) -> None:
        two = {"type": "openai", "api_keys": ["sk-second-0123456789"]}  # not a secret
        assert {name for name, _ in await led("gpt-4o", **OPENAI, connections={"second": two})} == {"openai", "second"}

    async def test_two_vendors_do_not(self) -> None:
        azure = {"type": "azure", "base_url": "https://a.example", "api_keys": ["key-0123456789"]}  # not a secret
        assert await led("gpt-4o", **OPENAI, connections={"azure": azure}) == [("openai", "gpt-4o")]

    async def test_a_deployment_is_priced_by_its_models_name(self) -> None:
        azure = {"type": "azure", "base_url": "https://a.example", "models": {"gpt-4o": "mine-4o"}}
        with router(connections={"azure": azure}) as made:
            for name in ("gpt-4o", "azure/gpt-4o"):
                (route,) = await made.candidates(WHO, name)
                assert (route.model, route.listed_as) == ("mine-4o", "gpt-4o")
                assert not route.rates.is_free

    @pytest.mark.parametrize(
        ("settings", "connection"),
        [
            ({"aws_region": "eu-west-1", "aws_bearer_token_bedrock": "token-0123456789"}, "bedrock"),  # not a secret
            ({"aws_region": "eu-west-1", "aws_access_key_id": "A", "aws_secret_access_key": "s"}, "bedrock"),
        ],
    )
    async def test_bedrock_has_names_of_its_own(self, settings: dict[str, str], connection: str) -> None:
        model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
        assert await led(model, **settings) == [(connection, model)]

    async def test_vertex_has_googles_and_anthropics(self) -> None:
        assert await led("gemini-2.5-flash", google_cloud_project="p") == [("vertex", "gemini-2.5-flash")]
        assert await led("claude-haiku-4-5", google_cloud_project="p") == [("vertex-anthropic", "claude-haiku-4-5")]

    async def test_a_region_alone_connects_nothing(self) -> None:
        with pytest.raises(NoModelConnected):
            await led("anthropic.claude", aws_region="eu-west-1")


class TestAuto:
    async def test_is_built_in_without_a_connection(self) -> None:
        assert await led("auto") == [("builtin", "builtin")]

    async def test_is_the_default_model(self) -> None:
        assert await led("auto", **OPENAI) == await led("", **OPENAI) == [("openai", "gpt-4o-mini")]
        assert await led("auto", **OPENAI, default_model="gpt-4o") == [("openai", "gpt-4o")]

    async def test_is_what_the_only_vendor_suggests(self) -> None:
        assert await led("auto", **ANTHROPIC) == [("anthropic", "claude-haiku-4-5")]
        with router(**ANTHROPIC) as made:
            status = made.status()
        assert (status.connected, status.default_model, status.provider) == (True, "claude-haiku-4-5", "anthropic")

    async def test_fails_when_what_was_set_cannot_be_called(self) -> None:
        with pytest.raises(NoModelConnected):
            await led("auto", **ANTHROPIC, default_model="gpt-nope")


class TestRoutes:
    FAST: ClassVar[Any] = {
        "targets": [
            {"connection": "openai", "model": "gpt-4o-mini", "weight": 3},
            {"connection": "anthropic", "model": "claude-haiku-4-5"},
        ],
        "fallbacks": ["gpt-4o", "other", "fast"],
    }

    async def test_share_among_targets_then_fall_back(self) -> None:
        routes = {"fast": self.FAST, "other": {"fallbacks": ["claude-haiku-4-5"]}}
        found = await led("fast", **OPENAI, **ANTHROPIC, routes=routes)
        assert set(found[:2]) == {("openai", "gpt-4o-mini"), ("anthropic", "claude-haiku-4-5")}
        assert found[2:] == [("openai", "gpt-4o"), ("anthropic", "claude-haiku-4-5")]

    async def test_go_without_a_connection_that_is_not_there(self) -> None:
        found = await led("fast", **OPENAI, routes={"fast": self.FAST})
        assert found == [("openai", "gpt-4o-mini"), ("openai", "gpt-4o")]

    async def test_that_lead_round_and_round_end(self) -> None:
        routes = {"a": {"fallbacks": ["b"]}, "b": {"fallbacks": ["a", "gpt-4o"]}}
        assert await led("a", **OPENAI, routes=routes) == [("openai", "gpt-4o")]

    async def test_that_lead_nowhere_say_so(self) -> None:
        with pytest.raises(NoModelConnected):
            await led("a", **OPENAI, routes={"a": {"fallbacks": ["b"]}, "b": {"fallbacks": ["a"]}})


class TestOperations:
    async def test_embeddings_are_not_translated(self) -> None:
        assert await led("gpt-4o", "embeddings", **OPENAI) == [("openai", "gpt-4o")]
        with pytest.raises(OperationNotServed, match="embeddings"):
            await led("claude-haiku-4-5", "embeddings", **ANTHROPIC)

    @pytest.mark.parametrize("operation", ["chat", "responses", "messages", "count_tokens"])
    async def test_the_others_are(self, operation: str) -> None:
        assert await led("gpt-4o", operation, **OPENAI)
        assert await led("claude-haiku-4-5", operation, **ANTHROPIC)
        assert await led("builtin", operation)


class TestFailures:
    async def test_without_a_connection_say_how_to_make_one(self) -> None:
        with pytest.raises(NoModelConnected, match="OPENAI_API_KEY"):
            await led("gpt-4o")

    async def test_with_one_say_what_could_be_called(self) -> None:
        with pytest.raises(NoModelConnected, match=r"anthropic, openai|openai, anthropic") as raised:
            await led("gpt-4o-mini-typo", **OPENAI, **ANTHROPIC)
        assert "gpt-4o-mini" in raised.value.message

    async def test_an_unknown_price_is_never_free(self) -> None:
        for name in ("openai/gpt-nope", "fast"):
            with pytest.raises(ModelNotPriced):
                await led(name, **OPENAI, routes={"fast": {"targets": [{"connection": "openai", "model": "gpt-nope"}]}})

    async def test_a_model_priced_by_hand_goes_to_the_only_connection(self) -> None:
        assert await led("ft:mine", **OPENAI, prices={"ft:mine": FREE}) == [("openai", "ft:mine")]

    @pytest.mark.parametrize(
        ("connection", "error"),
        [
            ({"type": "acme"}, NotFound),
            ({"type": "openai"}, InvalidInput),
            ({"type": "openai", "api_keys": ["a\nb"]}, InvalidInput),
            ({"type": "openai_compatible", "base_url": "ftp://a"}, InvalidInput),
        ],
    )
    def test_a_connection_that_cannot_work_stops_the_start(self, connection: Any, error: type[Exception]) -> None:
        with pytest.raises(error), router(connections={"mine": connection}):
            pass


async def test_breakers_outlive_the_plan() -> None:
    with router(**OPENAI) as made:
        (first,) = await made.candidates(WHO, "gpt-4o")
        made._plans.clear()
        (second,) = await made.candidates(WHO, "openai/gpt-4o")
    assert first.breaker is second.breaker
    assert first.provider is second.provider
