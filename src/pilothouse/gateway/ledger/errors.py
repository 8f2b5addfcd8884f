"""How the ledger answers what it does not have."""

from pilothouse.core.errors import NotFound


class UnknownRequest(NotFound):
    """No call of that request id is in the ledger."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"There is no model call of request {request_id!r} in the ledger. Calls in flight come later.")
