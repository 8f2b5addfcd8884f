"""Keys that can be told by their form: one detector for each maker in `secrets/formats.toml`."""

from collections import defaultdict
from collections.abc import Sequence

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.allow import excusing
from pilothouse.shield.secrets.formats import Format, confidence, formats, secret_span

REFERENCES = ("OWASP LLM02:2025", "CWE-798")
REMEDY = (
    "Revoke the key where it was issued and issue a new one: whoever has read this text has it. Keep keys in the "
    "secrets backend and hand over their names."
)


def _detector(maker: str, forms: Sequence[Format]) -> Detector:
    by_pattern = {form.pattern: form for form in forms}

    def judge(text: Text, match: Match) -> Candidate | None:
        form = by_pattern[match.rule.pattern]
        span = secret_span(form, text, match)
        sure = None if span is None else confidence(form, text.value[slice(*span)])
        if span is None or sure is None:
            return None
        title = f"Looks like {form.title}"
        return Candidate(*span, confidence=sure, severity=form.level, title=title)

    return Detector(
        id=f"secret_{maker}",
        title=f"Looks like {forms[0].title}",
        severity=max((form.level for form in forms), default=Severity.HIGH),
        explanation="The text holds a string of the form that this maker gives its keys, and it does not look made up.",
        remedy=REMEDY,
        references=REFERENCES,
        is_secret=True,
        rules=tuple(Rule(form.pattern, gate=form.gate) for form in forms),
        judge=excusing(judge),
    )


def _by_maker() -> dict[str, list[Format]]:
    makers: dict[str, list[Format]] = defaultdict(list)
    for form in formats():
        makers[form.id].append(form)
    return makers


DETECTORS = tuple(_detector(maker, forms) for maker, forms in _by_maker().items())
