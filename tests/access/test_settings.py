import pytest
from pydantic import ValidationError

from pilothouse.access.settings import AccessSettings
from pilothouse.core import json


class TestOidc:
    def test_is_json_in_a_variable(self) -> None:
        issuer = {"issuer": "https://id.example", "client_id": "pilothouse", "label": "Acme"}
        settings = AccessSettings.model_validate({"oidc": json.dumps_text({"acme": issuer})})
        assert settings.oidc["acme"].client_id == "pilothouse"

    @pytest.mark.parametrize("text", ["{", "[]", '"acme"', '{"acme": 1}'])
    def test_is_refused_when_it_is_anything_else(self, text: str) -> None:
        with pytest.raises(ValidationError, match="oidc"):
            AccessSettings.model_validate({"oidc": text})
