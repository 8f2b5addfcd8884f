import pytest

from pilothouse.core.errors import NotFound
from pilothouse.llm.providers import WireProvider, provider_type, provider_types


def test_providers_of_the_folder_are_found() -> None:
    assert set(provider_types()) == {
        "anthropic",
        "azure",
        "bedrock",
        "builtin",
        "openai",
        "openai_compatible",
        "together",
        "vertex",
        "vertex_anthropic",
    }


def test_each_goes_by_the_name_it_is_found_under() -> None:
    assert all(found.name == name for name, found in provider_types().items())


def test_the_built_in_one_has_no_wire() -> None:
    wired = {name for name, found in provider_types().items() if hasattr(found, "operations")}
    assert set(provider_types()) - wired == {"builtin"}
    assert not isinstance(provider_type("builtin")(), WireProvider)


def test_an_unknown_one_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="builtin, openai, openai_compatible"):
        provider_type("acme")
