"""What source code does: malware behaviours in Python, shell, PowerShell, JavaScript, Ruby and Go. Nothing is run."""

from pilothouse.shield.code.analysis import analyse_source
from pilothouse.shield.code.languages import Language, language_of
from pilothouse.shield.code.sightings import Sighting

__all__ = ["Language", "Sighting", "analyse_source", "language_of"]
