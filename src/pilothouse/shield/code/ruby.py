"""Ruby gems that do something while they are installed."""

import re

from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

_HOOK = re.compile(r"\bGem(?:::Installer)?\.(?:pre|post)_(?:install|uninstall|build)\b")
_DOES = re.compile(r"\b(?:system|exec|spawn|File\.write|Net::HTTP|URI\.open|eval)\b|`")


def install_hooks(text: str) -> list[Sighting]:
    """Return the hooks that run a program, write a file or use the network when a gem is installed or removed."""
    found: list[Sighting] = []
    for match in _HOOK.finditer(text):
        if _DOES.search(text[match.end() : match.end() + 400]):
            why = "Installing or removing the package runs a program or writes files."
            found.append(Sighting("malware_install_hook", Severity.HIGH, 0.8, match.start(), match.end(), why))
    return found
