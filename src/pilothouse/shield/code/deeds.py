"""What a statement of a script does with what it holds, as sightings."""

import re
from collections.abc import Iterator, Sequence

from pilothouse.shield.code.destinations import Destination, Standing
from pilothouse.shield.code.kinds import FACTS, PRIVATE, Kind, Kinds, told
from pilothouse.shield.code.pieces import Piece
from pilothouse.shield.code.places import kinds_of_place
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.code.worth import SERIALIZES
from pilothouse.shield.findings import Severity

LONGEST_PLACE = 4096  # characters in which a file's name is looked for
_READS = re.compile(r"readFile|File\.read|ReadFile|File\.open|Get-Content")


def sent(statement: Piece, kinds: Kinds, places: Sequence[Destination]) -> Iterator[Sighting]:
    """Judge what goes over the network, by what it is and where it goes."""
    standing = next(
        (each.standing for each in places if each.standing.is_shady),
        places[0].standing if places else Standing.ORDINARY,
    )
    if standing is Standing.LOCAL and Kind.METADATA not in kinds:
        return
    private = kinds & PRIVATE
    if private - {Kind.METADATA}:
        severity = Severity.CRITICAL if standing.is_shady else Severity.HIGH
        yield seen("malware_exfiltration", severity, 0.85, statement, f"Over the network goes {told(private)}.")
    elif len(kinds & FACTS) > 1 or (kinds & FACTS and (standing.is_shady or standing is Standing.HOSTED)):
        yield seen(
            "malware_exfiltration", Severity.MEDIUM, 0.7, statement, f"Over the network goes {told(kinds & FACTS)}."
        )
    elif Kind.SECRET_VARIABLE in kinds and standing is not Standing.KNOWN:
        yield seen(
            "malware_exfiltration", Severity.HIGH, 0.75, statement, "Over the network goes a secret of the environment."
        )


def evaluated(statement: Piece, kinds: Kinds) -> Iterator[Sighting]:
    """Judge what is run as code."""
    if kinds & {Kind.DOWNLOAD, Kind.RECEIVED}:
        yield seen(
            "malware_download_execute", Severity.HIGH, 0.85, statement, "Text that was downloaded is run as code."
        )
    if Kind.DECODED in kinds:
        yield seen(
            "malware_obfuscation",
            Severity.HIGH,
            0.9,
            statement,
            "Code is decoded and run, so that no one reads it before.",
        )


def serialized(statement: Piece, kinds: Kinds) -> Iterator[Sighting]:
    """Judge whether the whole environment is written down."""
    if Kind.ENVIRONMENT in kinds and SERIALIZES.search(statement.text):
        why = "The whole environment, secrets with it, is made ready to be kept or sent."
        yield seen("malware_credential_theft", Severity.MEDIUM, 0.6, statement, why)


def looked_into(statement: Piece) -> Iterator[Sighting]:
    """Judge which private places are read."""
    kinds = kinds_of_place(statement.text[:LONGEST_PLACE]) & PRIVATE - {Kind.HISTORY}
    if Kind.BROWSER in kinds or (kinds and _READS.search(statement.text)):
        yield seen("malware_credential_theft", Severity.MEDIUM, 0.65, statement, f"The program reads {told(kinds)}.")


def seen(detector: str, severity: Severity, confidence: float, statement: Piece, why: str) -> Sighting:
    """Return a sighting that covers a statement."""
    return Sighting(detector, severity, confidence, statement.start, statement.end, why)
