import pytest

from pilothouse.llm.dialects import DialectName, dialect


@pytest.mark.parametrize("name", ["openai_chat", "openai_responses", "anthropic_messages"])
def test_a_dialect_is_found_by_its_name(name: DialectName) -> None:
    assert dialect(name).name == name
