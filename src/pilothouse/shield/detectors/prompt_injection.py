"""Orders to a model that its owner did not give, direct or hidden in what it reads; and roles that are to free it."""

from collections.abc import Iterator
from dataclasses import replace

from pilothouse.shield.detector import Candidate, Detector, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.injection.weighing import SIGNALS, Verdict, weigh

_LEAST_CHARS = 6  # of a text that can say anything
_SAID = {
    "override": "It tells the model to drop the instructions it was given.",
    "fresh": "It gives the model new instructions of its own.",
    "extraction": "It asks for the model's system prompt or hidden rules.",
    "self": "It speaks of the model's own rules.",
    "data": "It asks for secrets or data that the model can reach.",
    "turns": "It forges the marks of a system message, a turn or the end of a document.",
    "authority": "It claims an authority that a message cannot prove.",
    "reader": "It addresses whatever AI reads it, rather than a person.",
    "secrecy": "It tells the model to hide something from its user.",
    "send": "It tells the model to send data to somebody.",
    "plant": "It tells the model to carry words or actions into its answers, tools or memory.",
    "act": "It orders an action that does harm.",
    "execute": "It hands the model a command to run.",
    "smuggling": "It hides its order in an encoding or in pieces.",
    "disguise": "It is spelled so that people read it and filters do not.",
    "demand": "It dictates the very words of the answer.",
    "persona": "It offers the model a role without rules.",
    "stay": "It forbids the model to refuse or to warn.",
    "bargain": "It bargains or plays fiction to get past the model's rules.",
}
_READS_SO = "Its wording is that of texts which try to take control of a model."


def _inspect(text: Text) -> Iterator[Candidate]:
    if (verdict := _verdict(text)) is not None and not verdict.is_jailbreak:
        yield _candidate(verdict)


def _inspect_role(text: Text) -> Iterator[Candidate]:
    if (verdict := _verdict(text)) is not None and verdict.is_jailbreak:
        yield _candidate(verdict)


def _verdict(text: Text) -> Verdict | None:
    """Weigh a text once for the two detectors that ask."""
    if len(text.value) < _LEAST_CHARS:
        return None
    if (verdict := text.notes.get(prompt_injection.id)) is None:
        verdict = text.notes[prompt_injection.id] = weigh(text)
    return verdict


def _candidate(verdict: Verdict) -> Candidate:
    said = " ".join(_SAID[group] for group in verdict.groups[:3]) or _READS_SO
    return Candidate(verdict.start, verdict.end, verdict.confidence, explanation=said)


prompt_injection = Detector(
    id="prompt_injection",
    title="Prompt injection",
    severity=Severity.HIGH,
    explanation=_READS_SO,
    remedy="Treat the text as data: do not let the model act on it, and look at where it came from.",
    references=("OWASP LLM01:2025", "OWASP ASI01", "MITRE ATLAS AML.T0051"),
    rules=SIGNALS,
    inspect=_inspect,
)

jailbreak = replace(
    prompt_injection,
    id="jailbreak",
    title="Jailbreak",
    remedy="Decline the role; rules hold in every fiction. Repeated attempts are worth a look at their sender.",
    references=("OWASP LLM01:2025", "OWASP ASI01", "MITRE ATLAS AML.T0054"),
    rules=(),
    inspect=_inspect_role,
)
