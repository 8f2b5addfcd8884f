"""Errors: every code that an answer can carry."""

import importlib
import pkgutil
from collections.abc import Iterator

import pilothouse
from pilothouse.core.errors import PilothouseError
from pilothouse.server.errors import _HTTP_WORDS, STATUS
from scripts.reference.markdown import code, first_line, page, table

_INTRODUCTION = """\
A request that fails is answered with a status, a code for programs and a message for people:

```json
{
  "success": false,
  "error": {
    "code": "wrong_state",
    "message": "This mission is draft; it cannot pause now.",
    "details": {"state": "draft", "order": "pause"}
  },
  "meta": {"request_id": "9b70e587d17645fd8da64149a322fb6e"}
}
```

Codes do not change; messages may. *Again* says whether the same request may succeed later: a header `Retry-After` says
when, where that is known. Quote the request id when you report something: every log line of the request carries it.
A mission that fails has the same code and message in its field `error`, and a tool that fails tells them to the model.
"""
_OF_THE_FRAMEWORK = """\
Some failures are seen before any code of ours runs. They come in the same envelope.
"""
# Neither is sent to anyone: one is how the command line hands on a server's error, the other needs an extra.
_LEFT_OUT = ("pilothouse.cli", "pilothouse.durable.temporal", "pilothouse.db.migrations")


def write_page() -> str:
    """Write docs/reference/errors.md."""
    ours = sorted((*_row(each), first_line(each.__doc__)) for each in _all_errors())
    rows = [(status, code(name), again, words) for status, name, again, words in dict.fromkeys(ours)]
    theirs = [(str(status), code(name), "", words) for status, (name, words) in sorted(_HTTP_WORDS.items())]
    theirs.insert(1, ("400", code("malformed_json"), "", "The body is not valid JSON."))
    heads = ("Status", "Code", "Again", "What happened")
    return page(
        "Errors",
        "every subclass of `PilothouseError` and `server/errors.py`",
        _INTRODUCTION,
        table(heads, rows),
        "## Before a route is reached",
        _OF_THE_FRAMEWORK,
        table(heads, theirs),
    )


def _row(error: type[PilothouseError]) -> tuple[str, str, str]:
    return str(STATUS[error.kind]), error.code, "yes" if error.retryable else ""


def _all_errors() -> Iterator[type[PilothouseError]]:
    for module in pkgutil.walk_packages(pilothouse.__path__, "pilothouse."):
        if not module.name.startswith(_LEFT_OUT):
            importlib.import_module(module.name)
    pending = [PilothouseError]
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        if error.__module__.startswith("pilothouse.") and not error.__module__.startswith(_LEFT_OUT):
            yield error
