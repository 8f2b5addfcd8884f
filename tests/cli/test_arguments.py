"""Arguments of tools as people type them."""

import pytest

from pilothouse.cli.arguments import read_arguments, read_object
from pilothouse.core.errors import InvalidInput

SCHEMA = {
    "properties": {
        "miles": {"type": "number"},
        "city": {"type": "string"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "names": {"type": "array", "items": {"type": "string"}},
        "deep": {"type": "object"},
        "round": {"type": "boolean"},
    }
}


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("miles=300", 300),
        ("miles=2.5", 2.5),
        ("city=300", "300"),
        ("city=a=b", "a=b"),
        ("city=", ""),
        ("note=null", None),
        ("note=hello", "hello"),
        ("names=a,b", ["a", "b"]),
        ('names=["a, b"]', ["a, b"]),
        ('deep={"x": [1]}', {"x": [1]}),
        ("round=true", True),
        ("miles=many", "many"),  # for the tool to refuse, in its words
    ],
)
def test_a_value_is_read_as_the_schema_wants_it(given: str, value) -> None:
    (found,) = read_arguments([given], None, SCHEMA).values()
    assert found == value


def test_single_arguments_change_those_of_an_object() -> None:
    assert read_arguments(["miles=2"], '{"miles": 1, "city": "Lyon"}', SCHEMA) == {"miles": 2, "city": "Lyon"}


@pytest.mark.parametrize(
    ("given", "text", "says"),
    [
        (["300"], None, "name=value, such as miles="),
        (["kilometers=1"], None, "There is no argument 'kilometers'; there are miles, city"),
        ([], "[1]", "JSON object"),
        ([], "{", "not valid JSON"),
    ],
)
def test_what_is_no_argument_is_told_with_how_to_write_it(given, text, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_arguments(given, text, SCHEMA)


def test_an_object_is_an_object() -> None:
    assert read_object('{"a": 1}', "{}") == {"a": 1}
