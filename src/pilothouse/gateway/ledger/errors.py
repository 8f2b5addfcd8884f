"""How the ledger answers what it does not have."""

from pilothouse.core.errors import InvalidInput, NotFound


class UnknownRequest(NotFound):
    """No call of that request id is in the ledger."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"There is no model call of request {request_id!r} in the ledger. Calls in flight come later.")


class ExportTooLarge(InvalidInput):
    """A sheet cannot hold all the rows that were asked for."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"More than {most:,} requests match, which is all that an XLSX sheet holds. "
            "Narrow the filter, or take CSV or Parquet."
        )
