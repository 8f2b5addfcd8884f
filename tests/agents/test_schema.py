from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from pilothouse.agents.schema import describe_problems, read_signature
from pilothouse.core.errors import InvalidInput


@dataclass
class Point:
    x: float
    y: float


async def draw(
    ctx: object, points: list[Point], color: Literal["red", "blue"] = "red", size: Annotated[int, Field(ge=1)] = 2
) -> int:
    """Draw points.

    Every point becomes a dot.

    Args:
        points: where the dots go.
        color: of the dots.
        size: in pixels.
    """
    del ctx, color, size
    return len(points)


def test_schema_comes_from_types_and_words() -> None:
    schema = read_signature(draw).input_schema()
    assert schema["required"] == ["points"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["color"] == {
        "default": "red",
        "description": "of the dots.",
        "enum": ["red", "blue"],
        "type": "string",
    }
    assert schema["properties"]["size"]["minimum"] == 1
    assert "title" not in str(schema)


def test_summary_is_the_docstring_without_its_sections() -> None:
    assert read_signature(draw).summary == "Draw points. Every point becomes a dot."


def test_arguments_become_the_functions_own_types() -> None:
    values = read_signature(draw).validate({"points": [{"x": "1", "y": 2}], "size": "3"})
    assert values == {"points": [Point(1.0, 2.0)], "color": "red", "size": 3}


def test_problems_name_the_field() -> None:
    with pytest.raises(ValidationError) as raised:
        read_signature(draw).validate({"points": [{"x": 1}], "size": 0, "shape": "square"})
    words = describe_problems(raised.value)
    assert "points.0.y" in words
    assert "size" in words
    assert "shape: Extra inputs are not permitted" in words


def test_parameters_may_have_names_that_pydantic_uses_itself() -> None:
    async def send(ctx: object, json: str, copy: int, model_config: str = "") -> str:
        """Send something."""
        del ctx
        return f"{json}{copy}{model_config}"

    signature = read_signature(send)
    assert signature.validate({"json": "x", "copy": 1}) == {"json": "x", "copy": 1, "model_config": ""}
    assert set(signature.input_schema()["properties"]) == {"json", "copy", "model_config"}


def test_a_function_that_says_too_little_is_refused() -> None:
    async def silent(ctx: object) -> str:
        return str(ctx)

    async def untyped(ctx: object, city) -> str:  # type: ignore[no-untyped-def]
        """Say a city."""
        return f"{ctx}{city}"

    async def nothing(ctx: object):  # type: ignore[no-untyped-def]
        """Do nothing."""

    for function, words in ((silent, "no docstring"), (untyped, "'city' has no type"), (nothing, "what it returns")):
        with pytest.raises(InvalidInput, match=words):
            read_signature(function)
