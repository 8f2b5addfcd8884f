"""What the screen says of a text."""

from dataclasses import dataclass

from pilothouse.access.security.kinds import Action, Family
from pilothouse.core.errors import Blocked
from pilothouse.shield.findings import Finding

_MOST_REASONS = 5


class BlockedByPolicy(Blocked):
    """The organization's security policy lets a text not pass; the words name what was seen, never the text."""

    code = "blocked"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding, and what the policy does about it."""

    finding: Finding
    family: Family
    action: Action


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text may pass, what of it, and why.

    Attributes:
        text: what may be passed on: as it came, with placeholders, or between marks.
        sightings: findings that the policy minds, worst first.
    """

    text: str
    sightings: tuple[Sighting, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing in it is to be blocked."""
        return not self.does("block")

    @property
    def reasons(self) -> str:
        """What it is blocked for, in words."""
        titles = dict.fromkeys(each.finding.title for each in self.sightings if each.action == "block")
        return "; ".join(list(titles)[:_MOST_REASONS])

    def does(self, action: Action) -> bool:
        """Tell whether an action is taken on any of it."""
        return any(each.action == action for each in self.sightings)

    def require_allowed(self, what: str) -> None:
        """Let pass what may.

        Args:
            what: a sentence's beginning, such as "A security policy stopped this request".

        Raises:
            BlockedByPolicy: it may not pass.
        """
        if not self.allowed:
            detectors = sorted({each.finding.detector for each in self.sightings if each.action == "block"})
            raise BlockedByPolicy(f"{what}: {self.reasons}.", details={"detectors": detectors})
