"""What the judges of calls share: where they are in the program, and the list that they write to."""

import ast
from collections.abc import Callable

from pilothouse.shield.code.languages import Language
from pilothouse.shield.code.python.places_in_text import Locate
from pilothouse.shield.code.python.project import Project
from pilothouse.shield.code.python.values import Value
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

Payload = Callable[[str, Language], list[Sighting]]

_INSTALLS = {
    "install",
    "develop",
    "egg_info",
    "build_py",
    "sdist",
    "bdist_egg",
    "easy_install",
    "InstallCommand",
    "_install",
}


class Recorder:
    """Knows the function, class and loop that a call stands in, and takes down what is seen."""

    locate: Locate

    def __init__(self, project: Project, read_payload: Payload, found: list[Sighting], *, is_setup: bool) -> None:
        self._project = project
        self._read_payload = read_payload
        self._found = found
        self._is_setup = is_setup
        self._functions: list[str] = []
        self._installs = 0
        self._loops: list[Value] = []
        self._marks: dict[str, tuple[int, int]] = {}
        self._fetched: set[str] = set()

    def enter(self, function: str) -> None:
        self._functions.append(function)

    def leave(self) -> None:
        self._functions.pop()

    def enter_class(self, bases: list[str]) -> None:
        self._installs += bool(_INSTALLS & set(bases))

    def leave_class(self) -> None:
        self._installs = 0

    def enter_loop(self, source: Value) -> None:
        self._loops.append(source)

    def leave_loop(self) -> None:
        self._loops.pop()

    def _inside_install(self, span: ast.AST, what: str) -> None:
        if self._installs:
            self._add("malware_install_hook", Severity.HIGH, 0.85, span, f"Installing the package {what}.")

    def _payload(self, text: str, language: Language, span: ast.AST, layers: tuple[str, ...]) -> None:
        for each in self._read_payload(text, language):
            self._found.append(each.moved(*self.locate(span), *layers))
        if self._installs and language is Language.SHELL:
            self._inside_install(span, "runs a command")

    def _add(
        self,
        detector: str,
        severity: Severity,
        confidence: float,
        span: ast.AST | tuple[int, int],
        why: str,
        layers: tuple[str, ...] = (),
    ) -> None:
        place = span if isinstance(span, tuple) else self.locate(span)
        self._found.append(Sighting(detector, severity, confidence, *place, why, tuple(dict.fromkeys(layers))))
