"""Work that begins when its answer has left, so that the answer does not tell what there was to do."""

from collections.abc import Awaitable, Callable

from pilothouse.core.errors import PilothouseError
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)


async def afterwards(work: Callable[[], Awaitable[None]]) -> None:
    """Do some work for a background task. Its failure is logged: nobody waits for it, and who asked may ask again."""
    try:
        await work()
    except PilothouseError as error:
        log.warning("account_letter_failed", code=error.code, error=error.message)
