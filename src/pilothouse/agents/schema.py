"""From a Python function to the schemas of a tool: type hints give the types, the docstring gives the words."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from pilothouse.core.errors import InvalidInput

if TYPE_CHECKING:  # a module of tools is imported faster when only those that are called are read
    from pydantic import BaseModel, TypeAdapter, ValidationError

_PREFIX = "argument_"  # keeps a parameter called "json" or "copy" apart from what every Pydantic model has


@dataclass(frozen=True)
class Signature:
    """What a function takes and returns, apart from its context. The schemas are made on first use.

    Attributes:
        parameters: names in order, without the context.
        of_agent: types may be left out: a parameter is then text, and a result whatever comes.
        words: summary instead of the docstring's.
    """

    function: Callable[..., Any] = field(repr=False)
    parameters: tuple[str, ...]
    of_agent: bool = False
    words: str | None = None

    @cached_property
    def summary(self) -> str:
        """What the function is for, in one paragraph."""
        if self.words:
            return self.words
        documentation = self._documentation
        said = filter(None, (documentation.short_description, documentation.long_description))
        return " ".join(" ".join(said).split())

    @cached_property
    def input_model(self) -> "type[BaseModel]":
        """The arguments as a Pydantic model."""
        from pydantic import ConfigDict, create_model

        words = {each.arg_name: each.description or "" for each in self._documentation.params}
        declared = list(inspect.signature(self.function).parameters.values())[1:]
        fields: dict[str, Any] = {_PREFIX + each.name: self._field(each, words) for each in declared}
        name = f"{self.function.__name__}_arguments"
        return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)

    @cached_property
    def output(self) -> "TypeAdapter[Any]":
        """The result's type. The pieces of a generator are joined to a text."""
        from pydantic import TypeAdapter

        is_generator = inspect.isasyncgenfunction(self.function)
        return TypeAdapter(str if is_generator else self._hints.get("return", Any))

    @property
    def returns_nothing(self) -> bool:
        """Whether no result is declared."""
        return self.function.__annotations__.get("return") in {None, "None"}

    def validate(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check arguments and return them as the function's own types.

        Raises:
            pydantic.ValidationError: they do not fit.
        """
        checked = self.input_model.model_validate(arguments)
        return {name: getattr(checked, _PREFIX + name) for name in self.parameters}

    def input_schema(self) -> dict[str, Any]:
        """Return the JSON schema of the arguments."""
        from pilothouse.agents.plain_schema import PlainSchema

        schema = self.input_model.model_json_schema(schema_generator=PlainSchema)
        for each in (schema, *schema.get("$defs", {}).values()):
            each.pop("title", None)
        return schema

    def output_schema(self) -> dict[str, Any]:
        """Return the JSON schema of the result."""
        from pilothouse.agents.plain_schema import PlainSchema

        return self.output.json_schema(schema_generator=PlainSchema, mode="serialization")

    @cached_property
    def _hints(self) -> dict[str, Any]:
        try:
            return get_type_hints(self.function, include_extras=True)
        except NameError as error:
            raise InvalidInput(f"{self.function.__name__}: a type is not known where it is used: {error}.") from error

    @cached_property
    def _documentation(self) -> Any:
        import docstring_parser

        return docstring_parser.parse(inspect.getdoc(self.function) or "")

    def _field(self, parameter: inspect.Parameter, words: dict[str, str]) -> Any:
        from pydantic import Field

        default: Any = ... if parameter.default is inspect.Parameter.empty else parameter.default
        description = " ".join(words.get(parameter.name, "").split()) or None
        kind = self._hints.get(parameter.name, str)
        return (Annotated[kind, Field(description=description, alias=parameter.name)], default)


def read_signature(function: Callable[..., Any], *, of_agent: bool = False, summary: str | None = None) -> Signature:
    """Read the signature of `async def f(ctx, …) -> …`.

    Args:
        function: what is declared.
        of_agent: types may be left out.
        summary: instead of the docstring's.

    Raises:
        InvalidInput: a parameter or the result has no type, or the docstring is missing.
    """
    name = function.__name__
    if not summary and not (function.__doc__ or "").strip():
        raise InvalidInput(f"{name} has no docstring; a model chooses tools by their first sentence.")
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters:
        raise InvalidInput(f"{name} takes nothing; its first parameter is the context: `async def {name}(ctx, …)`.")
    for each in parameters[1:]:
        _check_parameter(name, each, of_agent=of_agent)
    if "return" not in function.__annotations__ and not of_agent:
        raise InvalidInput(f"{name} does not say what it returns; add a return type.")
    return Signature(function, tuple(each.name for each in parameters[1:]), of_agent, summary)


def _check_parameter(owner: str, parameter: inspect.Parameter, *, of_agent: bool) -> None:
    if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY}:
        raise InvalidInput(f"{owner}: {parameter} cannot be described to a model; name each parameter.")
    if parameter.annotation is inspect.Parameter.empty and not of_agent:
        raise InvalidInput(f"{owner}: parameter {parameter.name!r} has no type.")


def describe_problems(error: "ValidationError") -> str:
    """Put a validation error into one line: each broken field with what is wrong."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'value'}: {each['msg']}" for each in problems[:8])
