"""How a query is refused or fails. Each message tells a model what to change."""

from pilothouse.agents.errors import ToolFailed, ToolRetry


class NotReadOnly(ToolRetry):
    """The statement may do more than read. Nothing was run."""


class QueryBroken(ToolRetry):
    """The database does not understand the query, such as a column it does not have."""


class QueryTooDear(ToolRetry):
    """The query would take or return more than is allowed; the message says what to narrow."""


class ConnectionUnusable(ToolFailed):
    """The database cannot be reached or may not be used like this; an operator has to look."""
