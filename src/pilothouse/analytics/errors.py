"""How a question to analytics fails."""

from pilothouse.core.errors import InvalidInput


class PeriodNotUsable(InvalidInput):
    """The asked period is empty, or has more buckets than a chart can show."""
