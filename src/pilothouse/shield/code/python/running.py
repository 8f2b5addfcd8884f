"""Judge what a program runs: code, commands and files, and where they came from."""

import ast
import re

from pilothouse.shield.code.destinations import Standing, destinations_in
from pilothouse.shield.code.kinds import PRIVATE, Kind, told
from pilothouse.shield.code.languages import Language
from pilothouse.shield.code.python import catalog
from pilothouse.shield.code.python.calls import place_of
from pilothouse.shield.code.python.recorder import Recorder
from pilothouse.shield.code.python.values import UNKNOWN, Value
from pilothouse.shield.findings import Severity

_SENDS = re.compile(
    r"(?i)\b(?:curl|wget|ncat|nc|netcat|socat|scp|sftp|rsync|ftp|tftp|telnet|mail|sendmail|nslookup|dig|http"
    r"|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)(?:\.exe)?\s"
)


class Running(Recorder):
    """Judges the calls that run something."""

    def _runs_code(
        self, name: str, function: Value, arguments: list[Value], keywords: dict[str, Value], span: ast.AST
    ) -> None:
        what = arguments[0] if arguments else next(iter(keywords.values()), Value())
        if set(function.layers) - {"getattr", "import by name"}:
            self._add(
                "malware_obfuscation",
                Severity.HIGH,
                0.9,
                span,
                "The name of what runs code is itself decoded.",
                function.layers,
            )
        kinds = what.kinds
        if Kind.CONCEALED in kinds:
            self._add("malware_steganography", Severity.HIGH, 0.95, span, "Code that a picture concealed is run.")
        elif kinds & {Kind.DOWNLOAD, Kind.RECEIVED}:
            self._add(
                "malware_download_execute",
                Severity.CRITICAL,
                0.95,
                span,
                f"Code is run that is {told(kinds & {Kind.DOWNLOAD, Kind.RECEIVED})}.",
            )
        elif what.layers or Kind.DECODED in kinds:
            layers = what.layers or ("decoded",)
            self._add(
                "malware_obfuscation",
                Severity.HIGH,
                0.9,
                span,
                "Code is decoded and run, so that no one reads it before.",
                layers,
            )
        elif {"getattr", "import by name"} & set(function.layers):
            self._add("malware_obfuscation", Severity.MEDIUM, 0.7, span, "What runs code is reached by a detour.")
        elif (
            Kind.PARAMETER in kinds
            and name.rpartition(".")[2] in {"eval", "exec"}
            and len(arguments) + len(keywords) < 2
            and what.constant is None
        ):
            self._add("skill_unsafe_code", Severity.MEDIUM, 0.6, span, "Text that a caller passed is run as code.")
        if (text := what.text) and text.strip(UNKNOWN + " \n"):
            self._payload(text, Language.PYTHON, span, what.layers)

    def _runs_command(
        self, node: ast.Call, function: Value, arguments: list[Value], keywords: dict[str, Value], span: ast.AST
    ) -> None:
        what = arguments[0] if arguments else keywords.get("args", Value())
        if set(function.layers) - {"getattr", "import by name"}:
            self._add(
                "malware_obfuscation",
                Severity.HIGH,
                0.9,
                span,
                "The name of what runs commands is itself decoded.",
                function.layers,
            )
        elif "import by name" in function.layers:
            self._add(
                "malware_obfuscation", Severity.MEDIUM, 0.7, span, "What runs commands is imported by name on the spot."
            )
        first_node = node.args[0] if node.args else None
        is_list = isinstance(what.constant, list)
        first = what.constant[0] if isinstance(what.constant, list) and what.constant else None
        if Kind.RECEIVED in what.kinds:
            self._add(
                "malware_reverse_shell", Severity.CRITICAL, 0.95, span, "Commands that a socket receives are run."
            )
        elif Kind.DOWNLOAD in what.kinds and not is_list and not isinstance(first_node, ast.List | ast.Tuple):
            self._add("malware_download_execute", Severity.HIGH, 0.75, span, "A command is run that was downloaded.")
        elif {"base64", "hex", "reversed", "character codes"} & set(what.layers):
            self._add("malware_obfuscation", Severity.HIGH, 0.85, span, "A command is decoded and run.", what.layers)
        self._program(what, first_node, span)
        command = (
            " ".join(str(part) for part in what.constant if isinstance(part, str))
            if isinstance(what.constant, list)
            else what.text
        )
        if (
            isinstance(first, str)
            and command
            and re.fullmatch(r"(?:ba|z|da)?sh|python\d?|cmd(?:\.exe)?", first.rpartition("/")[2])
            and isinstance(what.constant, list)
        ):
            command = (
                " ".join(str(part) for part in what.constant[2:] if isinstance(part, str))
                if len(what.constant) > 2
                else command
            )
        private = what.kinds & PRIVATE - {Kind.METADATA}
        if private and command and _SENDS.search(command) and not _stays(command):
            self._add(
                "malware_exfiltration", Severity.HIGH, 0.85, span, f"A command that sends is given {told(private)}."
            )
        if command and command.strip(UNKNOWN + " "):
            self._payload(command.replace(UNKNOWN, "$UNKNOWN"), Language.SHELL, span, what.layers)
        shell = keywords.get("shell")
        if (
            Kind.PARAMETER in what.kinds
            and what.constant is None
            and (catalog.always_by_shell(function.name or "") or (shell and not is_list))
            and "input" in "".join(self._functions[-1:])
        ):
            self._add("skill_unsafe_code", Severity.LOW, 0.5, span, "Text that a caller passed is run by a shell.")

    def _program(self, what: Value, node: ast.AST | None, span: ast.AST) -> None:
        """Judge whether the program that is run, or made runnable, is one that was downloaded."""
        candidates: list[str | None] = [place_of(what, node)]
        if isinstance(what.constant, list) and what.constant:
            candidates = [str(part) for part in what.constant[:2]]
        if isinstance(node, ast.List | ast.Tuple) and node.elts:
            candidates.append(place_of(Value(), node.elts[0]))
        if isinstance(node, ast.JoinedStr):
            candidates += [
                place_of(Value(), part.value) for part in node.values if isinstance(part, ast.FormattedValue)
            ]
        words = (what.text or "").split()
        candidates += [word.removeprefix("./") for word in words]
        for place in candidates:
            if place and Kind.DOWNLOAD in self._project.contents_of(place.removeprefix("./")):
                self._add(
                    "malware_download_execute",
                    Severity.CRITICAL,
                    0.9,
                    span,
                    "A downloaded file is run, or made a program.",
                )
                return

    def _loads(self, arguments: list[Value], span: ast.AST) -> None:
        if arguments and arguments[0].kinds & {Kind.DOWNLOAD, Kind.RECEIVED}:
            self._add(
                "malware_download_execute",
                Severity.HIGH,
                0.8,
                span,
                "Objects that were downloaded are unpickled, which runs code.",
            )


def _stays(command: str) -> bool:
    """Say whether all addresses in a command are of this machine or network."""
    places = destinations_in(command)
    return bool(places) and all(each.standing is Standing.LOCAL for each in places)
