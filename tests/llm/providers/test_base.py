import pytest

from pilothouse.core.errors import NotFound
from pilothouse.llm.providers import provider_type, provider_types
from pilothouse.llm.providers.builtin import Builtin
from pilothouse.llm.providers.openai_compatible import OpenAICompatible


def test_providers_of_the_folder_are_found() -> None:
    assert provider_types() == {"builtin": Builtin, "openai_compatible": OpenAICompatible}


def test_an_unknown_one_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="builtin, openai_compatible"):
        provider_type("acme")
