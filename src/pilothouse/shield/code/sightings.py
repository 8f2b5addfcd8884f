"""What the analysis of code hands on: one behaviour seen at one place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pilothouse.shield.findings import Severity


@dataclass(frozen=True, slots=True)
class Sighting:
    """One behaviour.

    Attributes:
        detector: id, such as "malware_exfiltration".
        confidence: 0 to 1.
        start, end: characters of the text that was analysed.
        why: what was seen, one sentence for a person.
        layers: how the code was wrapped, outermost first, such as ("base64",).
    """

    detector: str
    severity: Severity
    confidence: float
    start: int
    end: int
    why: str
    layers: tuple[str, ...] = ()

    def moved(self, start: int, end: int, *layers: str) -> "Sighting":
        """Return this sighting at another place: of the command in a program, or of the payload in an envelope."""
        return replace(self, start=start, end=end, layers=(*layers, *self.layers))

    def shifted(self, offset: int) -> "Sighting":
        """Return this sighting in a text that begins `offset` characters earlier."""
        return replace(self, start=self.start + offset, end=self.end + offset)


def distinct(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return sightings by place, the gravest of each detector on each start alone."""
    best: dict[tuple[str, int], Sighting] = {}
    for each in sightings:
        key = (each.detector, each.start)
        if key not in best or (each.severity, each.confidence) > (best[key].severity, best[key].confidence):
            best[key] = each
    return sorted(best.values(), key=lambda each: (each.start, each.detector))
