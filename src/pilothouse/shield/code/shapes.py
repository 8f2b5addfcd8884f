"""Shapes of text that hide a program, whatever its language: code pushed out of sight, names nobody can tell apart."""

import re

from pilothouse.shield.code.gates import Gate, gates_of
from pilothouse.shield.code.languages import Language
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

_OUT_OF_SIGHT = re.compile(
    r"(?m)^[^\n#'\"]{0,300}?\S[ \t]{120,}[;&]?[ \t]*(?:[\w.]*(?:import|exec|eval|require|os\.|system"
    r"|curl|wget|__)\w*[^\n]{3,})$"
)
_CONFUSABLE = re.compile(r"\b(?=\w*[Oo])(?=\w*0)[O0o]{9,}\b|\b(?=\w*l)(?=\w*I)[Il1]{9,}\b|\b(?=\w*[Ww])[XW]{9,}\b")
_PROTECTED = re.compile(
    r"\b__pyarmor__\b|\bpyarmor_runtime|\bpytransform\b|\bPYARMOR\b|BlankOBF|__\s*=\s*lambda\s+__"
    r"|\bjavascript-obfuscator\b"
)
_MINER = re.compile(
    (
        r"stratum\d?\+(?:tcp|ssl|udp)://[\w.-]+|\bcoinhive\.(?:min\.)?js|\bCoinHive\.Anonymous"
        r"|\bcryptonight\b.{0,200}\b(?:wallet|pool)\b"
    ),
    re.IGNORECASE | re.DOTALL,
)


def shapes_in(text: str, language: Language) -> list[Sighting]:
    """Return what the looks of a text alone show."""
    if language is Language.MARKDOWN:
        return []
    found: list[Sighting] = []
    gates = gates_of(text)
    for gate, pattern, why, confidence in (
        (Gate.FAR, _OUT_OF_SIGHT, "Code stands far to the right, where an editor does not show it.", 0.85),
        (Gate.PROTECTED, _PROTECTED, "The program is made unreadable by a protector.", 0.7),
    ):
        if gate in gates and (match := pattern.search(text)):
            found.append(Sighting("malware_obfuscation", Severity.MEDIUM, confidence, match.start(), match.end(), why))
    names = set(_CONFUSABLE.findall(text[:300_000])) if Gate.ALIKE in gates else set[str]()
    if len(names) >= 3 and (match := _CONFUSABLE.search(text)):
        why = "Names are made of letters that look alike."
        found.append(Sighting("malware_obfuscation", Severity.HIGH, 0.85, match.start(), match.end(), why))
    if Gate.MINER in gates and (match := _MINER.search(text)):
        found.append(
            Sighting(
                "malware_miner",
                Severity.HIGH,
                0.85,
                match.start(),
                match.end(),
                "A pool of cryptocurrency miners is joined.",
            )
        )
    return found
