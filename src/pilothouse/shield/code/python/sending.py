"""Judge what a program sends and writes, and where to."""

import ast
import re

from pilothouse.shield.code.destinations import Standing, destinations_in
from pilothouse.shield.code.kinds import FACTS, PRIVATE, Kind, told
from pilothouse.shield.code.places import AUTOSTART, kinds_of_place
from pilothouse.shield.code.python import catalog
from pilothouse.shield.code.python.recorder import Recorder
from pilothouse.shield.code.python.values import UNKNOWN, Value, joined
from pilothouse.shield.findings import Severity

_PAYLOADS = (
    *("data", "json", "files", "content", "body", "params", "fields", "msg", "payload", "url", "fp"),
    *("Body", "Fileobj", "message", "text"),
)
PROGRAM = re.compile(r"\.(?:exe|msi|bat|cmd|scr|dll|vbs|ps1|jar|appimage|dmg|pkg|deb|elf|bin|sh)$", re.IGNORECASE)


class Sending(Recorder):
    """Judges the calls that carry data out of the program."""

    def _resolves(self, arguments: list[Value], span: ast.AST) -> None:
        kinds = joined(*arguments).kinds
        text = next((each.text for each in arguments if each.text), None)
        if kinds & (PRIVATE | FACTS | {Kind.SECRET_VARIABLE}) and (text is None or UNKNOWN in text):
            self._add(
                "malware_exfiltration",
                Severity.HIGH,
                0.85,
                span,
                f"The name that is looked up carries {told(kinds & (PRIVATE | FACTS | {Kind.SECRET_VARIABLE}))}.",
            )

    def _sends(self, name: str, arguments: list[Value], keywords: dict[str, Value], span: ast.AST) -> None:
        values = [*arguments, *(value for key, value in keywords.items() if key in _PAYLOADS or key == "**")]
        kinds = joined(*values).kinds
        places = [
            each for value in [*arguments, keywords.get("url", Value())] for each in destinations_in(value.text or "")
        ]
        standing = places[0].standing if places else Standing.ORDINARY
        if any(Kind.METADATA in kinds_of_place(value.text or "") for value in (*arguments, *keywords.values())):
            self._add(
                "malware_credential_theft", Severity.HIGH, 0.85, span, "The cloud machine is asked for its credentials."
            )
        if standing is Standing.LOCAL:
            return
        carries = len(arguments) > 1 or bool(set(keywords) & {"data", "json", "files", "content", "body"})
        if private := kinds & PRIVATE - {Kind.METADATA}:
            self._add(
                "malware_exfiltration",
                Severity.CRITICAL if standing.is_shady else Severity.HIGH,
                0.9,
                span,
                f"Over the network goes {told(private)}.",
            )
        elif Kind.METADATA in kinds and not any(
            Kind.METADATA in kinds_of_place(value.text or "") for value in arguments
        ):
            self._add(
                "malware_exfiltration",
                Severity.HIGH,
                0.9,
                span,
                f"Over the network goes {told(frozenset({Kind.METADATA}))}.",
            )
        elif Kind.SECRET_VARIABLE in kinds and (
            standing.is_shady or standing is Standing.HOSTED or (places and places[0].is_plain)
        ):
            self._add(
                "malware_exfiltration",
                Severity.HIGH,
                0.8,
                span,
                "A secret of the environment goes to a host that no one answers for.",
            )
        elif (len(kinds & FACTS) > 1 and not catalog.only_fetches(name)) or (
            len(kinds & FACTS) > 1 and standing.is_shady
        ):
            self._add(
                "malware_exfiltration", Severity.MEDIUM, 0.7, span, f"Over the network goes {told(kinds & FACTS)}."
            )
        elif kinds & {Kind.SWEPT, Kind.ENCRYPTED} and carries and (standing.is_shady or Kind.HOME in kinds):
            self._add(
                "malware_exfiltration",
                Severity.HIGH,
                0.75,
                span,
                f"Over the network goes {told(kinds & {Kind.SWEPT})}.",
            )
        elif standing.is_shady and carries and not catalog.only_fetches(name):
            self._add("malware_exfiltration", Severity.MEDIUM, 0.7, span, f"Data is sent to {standing.value}.")
        self._inside_install(span, "sends over the network")

    def _writes(
        self,
        bare: str,
        function: Value,
        arguments: list[Value],
        keywords: dict[str, Value],
        span: ast.AST,
    ) -> None:
        kinds = joined(*arguments, *keywords.values()).kinds
        place = function.place or (function.text if bare.startswith("write_") else None)
        if bare == "dump" and len(arguments) > 1:
            place = arguments[1].place
        self._project.learn_contents(place, kinds)
        if place and place != UNKNOWN:
            self._project.learn_contents(place.removeprefix("./"), kinds)
        text = place if place and "ctx=Load" not in place else None
        if text and AUTOSTART.search(text):
            severity = Severity.HIGH if kinds or _starts_program(arguments) else Severity.MEDIUM
            self._add(
                "malware_persistence", severity, 0.8, span, "A file is written from which programs start by themselves."
            )
        if Kind.ENCRYPTED in kinds:
            self._add(
                "malware_destructive",
                Severity.CRITICAL,
                0.85,
                span,
                "Files that were searched for are overwritten encrypted.",
            )
        if Kind.KEYSTROKES in kinds:
            self._add("malware_keylogger", Severity.HIGH, 0.9, span, "Keystrokes are written down.")
        if (
            text
            and Kind.DOWNLOAD in kinds
            and PROGRAM.search(text)
            and not text.endswith((".sh", ".bin", ".deb", ".pkg", ".dmg", ".jar"))
        ):
            self._add("malware_download_execute", Severity.MEDIUM, 0.6, span, "A program is downloaded.")


def _starts_program(arguments: list[Value]) -> bool:
    return any("&" in (each.text or "") or "/" in (each.text or "") for each in arguments)
