from pilothouse.gateway.catalog.abilities import NOTHING_KNOWN, abilities_of
from pilothouse.gateway.catalog.snapshot import bundled


class TestAbilitiesOf:
    def test_knows_a_model_at_its_vendor_and_where_it_is_served_unchanged(self) -> None:
        assert abilities_of("gpt-4.1-mini", "azure") == abilities_of("gpt-4.1-mini", "openai") != NOTHING_KNOWN

    def test_says_nothing_of_what_somebody_else_makes_of_it(self) -> None:
        assert abilities_of("gpt-4.1-mini", "github-copilot") is NOTHING_KNOWN

    def test_names_the_page_that_says_so(self) -> None:
        assert abilities_of("claude-sonnet-4-5", "anthropic").source.startswith("https://platform.claude.com/")

    def test_says_nothing_of_other_models(self) -> None:
        assert abilities_of("gpt-4o-realtime-preview", "openai") is NOTHING_KNOWN

    def test_describes_only_models_that_the_price_table_has(self) -> None:
        from pilothouse.gateway.catalog.abilities import _families

        listed = {entry.id for provider in ("openai", "anthropic") for entry in bundled().entries_of(provider)}
        assert {model for family in _families() for model in family.models} <= listed
