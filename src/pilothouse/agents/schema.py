"""From a Python function to the schemas of a tool: type hints give the types, the docstring gives the words."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

import docstring_parser
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic.json_schema import GenerateJsonSchema

from pilothouse.core.errors import InvalidInput

_PREFIX = "argument_"  # keeps a parameter called "json" or "copy" apart from what every Pydantic model has


class _PlainSchema(GenerateJsonSchema):
    """JSON schema without the generated titles, which only cost a model tokens."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and returns, apart from its context."""

    summary: str
    parameters: tuple[str, ...]
    input_model: type[BaseModel]
    output: TypeAdapter[Any]

    def validate(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check arguments and return them as the function's own types.

        Raises:
            pydantic.ValidationError: they do not fit.
        """
        checked = self.input_model.model_validate(arguments)
        return {name: getattr(checked, _PREFIX + name) for name in self.parameters}

    def input_schema(self) -> dict[str, Any]:
        """Return the JSON schema of the arguments."""
        schema = self.input_model.model_json_schema(schema_generator=_PlainSchema)
        for each in (schema, *schema.get("$defs", {}).values()):
            each.pop("title", None)
        return schema

    def output_schema(self) -> dict[str, Any]:
        """Return the JSON schema of the result."""
        return self.output.json_schema(schema_generator=_PlainSchema, mode="serialization")


def read_signature(function: Callable[..., Any]) -> Signature:
    """Read the signature of `async def f(ctx, …) -> …`.

    Raises:
        InvalidInput: a parameter or the result has no type, or the docstring is missing.
    """
    name = function.__name__
    documentation = docstring_parser.parse(inspect.getdoc(function) or "")
    if not documentation.short_description:
        raise InvalidInput(f"{name} has no docstring; a model chooses tools by their first sentence.")
    hints = get_type_hints(function, include_extras=True)
    if "return" not in hints:
        raise InvalidInput(f"{name} does not say what it returns; add a return type.")
    words = {parameter.arg_name: parameter.description or "" for parameter in documentation.params}
    parameters = list(inspect.signature(function).parameters.values())[1:]
    fields = {_PREFIX + each.name: _field(name, each, hints, words) for each in parameters}
    model: type[BaseModel] = create_model(f"{name}_arguments", __config__=ConfigDict(extra="forbid"), **fields)
    summary = " ".join(filter(None, (documentation.short_description, documentation.long_description)))
    names = tuple(parameter.name for parameter in parameters)
    result = str if inspect.isasyncgenfunction(function) else hints["return"]  # its pieces are joined to a text
    return Signature(" ".join(summary.split()), names, model, TypeAdapter(result))


def describe_problems(error: ValidationError) -> str:
    """Put a validation error into one line: each broken field with what is wrong."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'value'}: {each['msg']}" for each in problems[:8])


def _field(owner: str, parameter: inspect.Parameter, hints: dict[str, Any], words: dict[str, str]) -> Any:
    if parameter.name not in hints:
        raise InvalidInput(f"{owner}: parameter {parameter.name!r} has no type.")
    default: Any = ... if parameter.default is inspect.Parameter.empty else parameter.default
    description = " ".join(words.get(parameter.name, "").split()) or None
    return (Annotated[hints[parameter.name], Field(description=description, alias=parameter.name)], default)
