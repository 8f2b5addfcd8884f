"""How a request is refused that came too soon."""

from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.core.errors import RateLimited

_SUBJECTS = {
    "user": "You",
    "organization": "Your organization",
    "key": "This API key",
    "endpoint": "You, at this endpoint,",
    "address": "Your address",
}


class TooManyRequests(RateLimited):
    """A limit is reached; says which one and when to try again. `standing` is where the caller is under it."""

    def __init__(self, subject: str, limit: Limit, standing: Standing) -> None:
        self.standing = standing
        wait_s = max(1, round(standing.reset_s))
        super().__init__(
            f"{_SUBJECTS[subject]} may make {limit}. Try again in {wait_s} second{'s' if wait_s > 1 else ''}.",
            details={"subject": subject, "limit": limit.amount, "window_s": limit.window_s},
            retry_after_s=max(1.0, standing.reset_s),
        )
