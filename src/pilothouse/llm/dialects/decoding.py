"""Decode JSON into the shapes of a wire, with errors that name the field."""

import re
from typing import TypeVar

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.errors import AnswerCutOff

Shape = TypeVar("Shape")
_WITH_PATH = re.compile(r"(?P<words>.*) - at `(?:key in )?\$\.?(?P<path>.*)`", re.DOTALL)


def decode_request(decoder: msgspec.json.Decoder[Shape], body: bytes) -> Shape:
    """Decode a caller's request.

    Raises:
        InvalidInput: it is no JSON or has a wrong type; `details["param"]` is the path, as "messages[0].content".
    """
    try:
        return decoder.decode(body)
    except RecursionError as error:
        raise InvalidInput("The request is nested too deeply.") from error
    except msgspec.ValidationError as error:
        found = _WITH_PATH.fullmatch(str(error))
        if found is None or not found["path"]:
            raise InvalidInput(f"The request does not have the published shape: {error}.") from error
        raise refusal(found["path"], f"{found['words'].replace('`', '')}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The request is not valid JSON: {error}.") from error


def decode_answer(decoder: msgspec.json.Decoder[Shape], data: bytes | str) -> Shape:
    """Decode a piece of an upstream's answer.

    Raises:
        AnswerCutOff: it is no JSON, or not of the published shape.
    """
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise AnswerCutOff(f"The provider's answer does not have the published shape: {error}.") from error


def refusal(field: str, words: str) -> InvalidInput:
    """Build the error for one field of a request."""
    return InvalidInput(f"{field}: {words}", details={"param": field})


def cannot_translate(field: str, what: str = "this") -> InvalidInput:
    """Build the error for what the caller's wire can say and the model's wire cannot."""
    return refusal(field, f"{what} cannot be translated for the chosen model; leave it out or choose another model.")
