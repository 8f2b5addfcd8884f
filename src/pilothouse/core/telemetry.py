"""Structured logs, and the request id that every line, event and span of one request carries."""

import logging
import os
import re
import sys
from collections.abc import Callable
from typing import Any, Literal, cast

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars, merge_contextvars
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

__all__ = [
    "bind_contextvars",
    "bound_contextvars",
    "configure_logging",
    "get_logger",
    "mask_also",
    "new_request_id",
    "request_id",
]

# What must never be readable in a log line, whatever field it came in.
# Counts of tokens and the ids of keys are none.
_SECRET_FIELD = re.compile(r"password|secret|token(?!s)|authorization|api_?key(?!_id)|cookie", re.IGNORECASE)
_SECRET_VALUE = re.compile(
    r"(?P<key>ph_[A-Za-z0-9]{6})[A-Za-z0-9_-]+|(?P<url>\w+://[^:/@\s]*:)[^@/\s]+(?=@)"
    r"|(?P<provider>\bsk-)[A-Za-z0-9_-]{8,}|(?P<bearer>\bBearer )\S+"
)
_LIKE_A_KEY = re.compile(r"(?=[a-z0-9/+=-]*[A-Z_])(?=[A-Za-z_/+=-]*\d)[A-Za-z0-9_/+=-]{12,}")  # no id, time or path
_further: list[Callable[[str], str]] = [lambda text: text]
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


def mask_secrets(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace secrets in a log event: fields by their name, keys and passwords in addresses by their shape."""
    return {key: "***" if _SECRET_FIELD.search(key) else _masked(value) for key, value in event.items()}


def mask_also(mask: Callable[[str], str]) -> None:
    """Let a further function make secrets unreadable in log lines, one that knows more of them than this room does."""
    _further[0] = mask


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        known = _SECRET_VALUE.sub(lambda match: f"{match[match.lastgroup or 0]}***", value)
        return _further[0](known) if _LIKE_A_KEY.search(known) else known
    if isinstance(value, dict):
        fields = cast("dict[Any, Any]", value)
        return {key: "***" if _SECRET_FIELD.search(str(key)) else _masked(each) for key, each in fields.items()}
    if isinstance(value, list | tuple):
        return [_masked(each) for each in cast("list[Any]", value)]
    return value


def configure_logging(style: Literal["json", "pretty"] = "pretty", level: str = "info") -> None:
    """Send our log lines and those of libraries through one chain to standard error.

    Args:
        style: "json" for machines, "pretty" for people.
        level: lowest level that is written: debug, info, warning or error.
    """
    shared: list[structlog.typing.Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Errors are written out before secrets are masked: their words hold addresses. Never the values of local
    # variables: they hold what people wrote.
    tail: list[structlog.typing.Processor] = (
        [
            ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            mask_secrets,
            structlog.processors.JSONRenderer(),
        ]
        if style == "json"
        else [
            structlog.processors.format_exc_info,
            mask_secrets,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tail],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("alembic", "asyncio", "sqlalchemy", "uvicorn.access", "websockets"):
        logging.getLogger(noisy).setLevel("WARNING")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; call it with an event name and fields."""
    return structlog.stdlib.get_logger(name)


def new_request_id(proposed: str | None = None) -> str:
    """Take the caller's request id when it is harmless to log, else make one."""
    return proposed if proposed and _ACCEPTABLE_ID.fullmatch(proposed) else os.urandom(16).hex()


def request_id() -> str | None:
    """Return the id of the request or mission this code works for, if any."""
    return get_contextvars().get("request_id")
