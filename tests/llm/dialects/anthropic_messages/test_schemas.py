from typing import Any

from pydantic import BaseModel, Field

from pilothouse.llm.dialects.anthropic_messages.schemas import closed


class _Leaf(BaseModel):
    size_bytes: int = Field(ge=0, le=9)


class _Tree(BaseModel):
    """A tree."""

    leaves: list[_Leaf] = Field(min_length=1)
    names: dict[str, int]
    code: str = Field(pattern="[a-z]+", description="Short.")
    when: str = Field(json_schema_extra={"format": "date"})


def test_objects_are_closed_and_constraints_are_told_in_words() -> None:
    schema = closed(_Tree.model_json_schema())
    leaf = schema["$defs"]["_Leaf"]
    assert schema["additionalProperties"] is False
    assert leaf["additionalProperties"] is False
    assert leaf["properties"]["size_bytes"] == {
        "title": "Size Bytes",
        "type": "integer",
        "description": 'Constraints: {"maximum":9,"minimum":0}',
    }
    assert schema["properties"]["leaves"]["minItems"] == 1
    assert schema["properties"]["code"]["description"] == 'Short.\n\nConstraints: {"pattern":"[a-z]+"}'
    assert schema["properties"]["when"]["format"] == "date"


def test_a_choice_of_one_is_a_choice_of_any() -> None:
    schema: dict[str, Any] = {"oneOf": [{"type": "object", "properties": {}}, {"type": "null"}]}
    assert closed(schema) == {
        "anyOf": [{"type": "object", "properties": {}, "additionalProperties": False}, {"type": "null"}]
    }


def test_odd_schemas_are_left_alone() -> None:
    for odd in ({}, {"properties": None}, {"items": True}, {"anyOf": "x"}, {"type": ["string", "null"]}):
        assert closed(odd).items() >= odd.items()
