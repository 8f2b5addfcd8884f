from decimal import Decimal

import pytest
from pydantic import ValidationError

from pilothouse.gateway.settings import GatewaySettings


class TestPrices:
    def test_are_read_from_the_json_of_an_environment_variable(self) -> None:
        settings = GatewaySettings.model_validate({"prices": '{"llama3": {"input_usd": "0", "output_usd": "0.5"}}'})
        assert settings.prices["llama3"].output_usd == Decimal("0.5")

    @pytest.mark.parametrize("text", ["{", '{"m": {"input_usd": "-1", "output_usd": "0"}}', '{"m": {}}', "[]"])
    def test_are_refused_when_they_make_no_sense(self, text: str) -> None:
        with pytest.raises(ValidationError):
            GatewaySettings.model_validate({"prices": text})
