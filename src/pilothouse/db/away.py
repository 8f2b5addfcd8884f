"""When PostgreSQL does not answer, or not in time: the driver's errors that say so, and ours for the caller."""

import asyncpg

from pilothouse.core.errors import InvalidInput, Unavailable

# The server is not there, goes away, or takes no more: not our statement's fault. What was sent may have been done.
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, ended by an administrator
    asyncpg.InsufficientResourcesError,  # too many connections, no memory, no disk
    asyncpg.InternalClientError,  # the word of the connection's end came while a statement was being sent
)
# Whatever the driver raises, for those who go on trying.
DRIVER_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of neither family
)


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer."""

    def __init__(self) -> None:
        super().__init__("The database does not answer at the moment. Nothing was lost; try again.", retry_after_s=2)


class TooMuchToRead(InvalidInput):
    """A question that was given only so much time was not answered in it."""

    code = "too_much_to_read"

    def __init__(self) -> None:
        super().__init__("Answering this would read too much. Ask for a shorter time, or for something narrower.")


class ReplyLost(DatabaseAway):
    """The connection broke after something was sent: whether it was done is not known."""

    code = "database_away"
