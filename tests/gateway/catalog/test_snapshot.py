from datetime import UTC, datetime

from pilothouse.gateway.catalog.opening import open_table
from pilothouse.gateway.catalog.snapshot import bundled, provider_at


class TestProviderAt:
    def test_recognises_the_address_of_a_provider(self) -> None:
        assert provider_at("https://api.openai.com/v1") == "openai"
        assert provider_at("https://api.together.xyz/v1") == "together"

    def test_does_not_guess(self) -> None:
        assert provider_at("http://localhost:11434/v1") is None


class TestPriceTable:
    def test_is_no_older_than_its_newest_price(self) -> None:
        newest = bundled().newest_price_on
        assert newest is not None
        assert newest <= datetime.now(UTC).date()

    def test_leaves_out_another_providers_variants(self) -> None:
        borrowed = bundled().find("azure", "gpt-5.5")
        own = bundled().find("openai", "gpt-5.5")
        assert own.variants
        assert borrowed is None or not borrowed.variants

    def test_is_the_bundled_one_where_no_file_was_stored(self, tmp_path) -> None:
        assert open_table(None) is bundled()
        assert open_table(tmp_path / "prices.json") is bundled()
