"""Why a decision is not taken."""

from pilothouse.core.errors import Conflict, PermissionDenied


class ApprovalDecided(Conflict):
    """Somebody was faster, or the run has ended."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This call is {state} already; it cannot be decided again.", details={"state": state})


class MayNotDecide(PermissionDenied):
    """It is somebody else's call, and the principal may not decide about those."""

    def __init__(self) -> None:
        super().__init__("You see this call but may not decide about it: that takes the permission approvals:decide.")
