"""How a table cannot be used. Each message tells a person what is wrong with the file or the question."""

from pilothouse.agents.errors import ToolFailed, ToolRetry


class TableUnreadable(ToolFailed):
    """The file holds no table that we can read."""


class UnknownColumn(ToolRetry):
    """A column was named that the table does not have; the message lists near ones."""


class UnsuitableColumn(ToolRetry):
    """A column has another type than the question needs, such as the mean of a text."""


class NothingLeft(ToolRetry):
    """No row passes the filters, or no value is there to calculate with."""
