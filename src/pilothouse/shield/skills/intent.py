"""Weigh what a passage of instructions asks for.

A passage is judged by what it wants done (sent, deleted, encrypted, run, kept, favoured), to what, and by what honest
instructions do not need: that it be done after any task whatever, to an address nobody answers for, unseen.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from pilothouse.shield.code.destinations import Standing, destinations_in
from pilothouse.shield.code.places import kinds_of_place
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity
from pilothouse.shield.rules.prefilter import Prefilter
from pilothouse.shield.skills import signals
from pilothouse.shield.skills.markdown import Passage, passages

_FLAG_AT = 4  # points; found on the developers' samples, and the same for every kind of harm
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_Judge = Callable[[Passage, signals.Signals], tuple[float, str]]


def judge_instructions(text: str) -> Iterator[Sighting]:
    """Yield what a document asks an agent to do that harms its user."""
    for passage in passages(text):
        yield from _judge(passage, hidden=False)
    for match in _COMMENT.finditer(text[:400_000]):
        yield from _judge(Passage(match[1][:4000], match.start(), match.end(), ""), hidden=True)


def _judge(passage: Passage, *, hidden: bool) -> Iterator[Sighting]:
    might_match = _wakes().might_match(f"{passage.heading}\n{passage.text}")
    awake = [each for each in _JUDGES if any(id(pattern) in might_match for pattern in each[3])]
    if not awake:
        return
    found = _signals(passage)
    for detector, severity, judge, _ in awake:
        points, why = judge(passage, found)
        if not points:
            continue
        points += found.trigger + 1.5 * found.conceals + 0.5 * found.insists + 1.5 * hidden - 2.5 * found.defends
        if points >= _FLAG_AT:
            confidence = min(0.99, 0.5 + 0.1 * (points - _FLAG_AT) + 0.05)
            yield Sighting(detector, severity, round(confidence, 2), passage.start, passage.end, why)


def _signals(passage: Passage) -> signals.Signals:
    whole = f"{passage.heading}\n{passage.text}"
    return signals.Signals(
        trigger=bool(signals.TRIGGER.search(whole)),
        insists=bool(signals.INSISTS.search(whole)),
        conceals=bool(signals.CONCEALS.search(passage.text)),
        defends=bool(signals.DEFENDS.search(whole)),
    )


def _sends(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    text = passage.text
    by_command = signals.CURL_POST.search(text)
    by_words = _meant(signals.UPLOADS, text)
    if not by_command and not by_words:
        return 0, ""
    standings = [each.standing for each in destinations_in(text)]
    if standings and all(each in {Standing.LOCAL, Standing.KNOWN} for each in standings):
        return 0, ""
    has_address = bool(standings or signals.MAIL.search(text))
    points = 2.0 if has_address else 1.0
    points += 0.5 * bool(by_command and by_words)
    points += 2 * bool(signals.SENSITIVE.search(text) or kinds_of_place(text[:4096])) or 1 * bool(
        signals.OF_THE_USER.search(text)
    )
    points += 1 * any(each.is_shady or each is Standing.HOSTED for each in standings)
    points += 1 * bool(re.search(r"\b(?:bcc|collector|exfiltrat|attacker)\w*", text, re.IGNORECASE))
    return points, "The agent is told to send what is the user's to somebody else."


def _destroys(passage: Passage, found: signals.Signals) -> tuple[float, str]:
    text = passage.text
    by_command = signals.DELETES_BY_COMMAND.search(text)
    by_words = _meant(signals.DESTROYS, text)
    if not by_command and not by_words:
        return 0, ""
    points = 2.0 * bool(by_command) + 1.5 * bool(by_words) + 1.0 * bool(signals.WIDELY.search(text))
    points += 0.5 * bool(signals.UNASKED.search(text))
    if not found.trigger and not found.conceals and not found.insists:
        points -= 1.5
    return points, "The agent is told to delete or overwrite what is the user's."


def _encrypts(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    if not _meant(signals.ENCRYPTS, passage.text) or not signals.KEEPS_KEY.search(passage.text):
        return 0, ""
    points = 3.0 + bool(signals.WIDELY.search(passage.text)) + bool(destinations_in(passage.text))
    return points, "The agent is told to encrypt files under a key that the user does not have."


def _runs_remote(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    text = passage.text
    standings = [each.standing for each in destinations_in(text)]
    foreign = [each for each in standings if each not in {Standing.LOCAL, Standing.KNOWN}]
    if not foreign:
        return 0, ""
    shady = 1.0 * any(each.is_shady or each is Standing.HOSTED for each in foreign)
    if _meant(signals.REMOTE_ORDERS, text):
        return 3.5 + shady, "The agent is told to follow instructions that it fetches from elsewhere."
    if signals.FENCED_FETCH.search(text) or _meant(signals.FETCHES_TO_RUN, text):
        return 2.5 + shady + 0.5 * any(
            each.is_plain for each in destinations_in(text)
        ), "The agent is told to download a program and run it."
    return 0, ""


def _favours(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    text = f"{passage.heading}\n{passage.text}"
    directed = len({match[0].lower()[:20] for match in signals.DIRECTED.finditer(text)})
    political = len(signals.POLITICAL.findall(text))
    unfair = len(signals.DISCRIMINATES.findall(text))
    if not directed and not political and not unfair:
        return 0, ""
    points = (
        1.75 * min(directed, 3)
        + 4.0 * min(political, 1)
        + 2.5 * min(unfair, 2)
        + 0.5 * bool(signals.COMPARES.search(text))
    )
    return points, "The agent is told to judge for or against somebody whatever the facts."


def _logs_secrets(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    text = passage.text
    if any(signals.APPENDS.search(line) and signals.SECRET_WORD.search(line) for line in text.splitlines()):
        return 4.0, "Secrets or payment data are written to a file in clear."
    if _meant(signals.WRITES_SECRET, text):
        return 3.0 + bool(
            signals.PLAINLY.search(text)
        ), "The agent is told to write secrets or payment data to a file in clear."
    return 0, ""


def _stays(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    if not _meant(signals.STARTS_AGAIN, passage.text):
        return 0, ""
    text = passage.text
    is_foreign = any(each.standing not in {Standing.LOCAL, Standing.KNOWN} for each in destinations_in(text))
    points = 2.0 + bool(signals.SO_THAT.search(text)) + bool(signals.RUNS_HIDDEN.search(text)) + 1.5 * is_foreign
    return points, "The agent is told to arrange that something is run again, unasked."


def _runs_away(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    times = len(signals.RUNS_AWAY.findall(passage.text)) if _meant(signals.RUNS_AWAY, passage.text) else 0
    return (4.0 + 2.5 * (times > 1)) * bool(times), "The agent is told to repeat a call without an end."


def _embeds(passage: Passage, _: signals.Signals) -> tuple[float, str]:
    points = 4.5 * bool(signals.EMBEDDED.search(passage.text))
    return points, "A value that is passed on carries a program."


def _conceals(passage: Passage, found: signals.Signals) -> tuple[float, str]:
    if not found.conceals:
        return 0, ""
    points = 0.5 + 2 * bool(_meant(signals.BYPASSES, passage.text)) + bool(signals.STARTS_SCRIPT.search(passage.text))
    return points if points > 0.5 else 0, "The agent is told to act without its user's knowledge."


# Each judge with the words of which it needs some to say anything.
_JUDGES: tuple[tuple[str, Severity, _Judge, tuple[re.Pattern[str], ...]], ...] = (
    ("skill_exfiltration", Severity.HIGH, _sends, (signals.CURL_POST, signals.UPLOADS)),
    ("skill_destruction", Severity.HIGH, _destroys, (signals.DELETES_BY_COMMAND, signals.DESTROYS)),
    ("skill_encryption", Severity.CRITICAL, _encrypts, (signals.ENCRYPTS,)),
    (
        "skill_remote_code",
        Severity.HIGH,
        _runs_remote,
        (signals.REMOTE_ORDERS, signals.FENCED_FETCH, signals.FETCHES_TO_RUN),
    ),
    (
        "skill_manipulation",
        Severity.MEDIUM,
        _favours,
        (signals.DIRECTED, signals.POLITICAL, signals.DISCRIMINATES),
    ),
    ("skill_secret_logging", Severity.MEDIUM, _logs_secrets, (signals.APPENDS, signals.WRITES_SECRET)),
    ("skill_persistence", Severity.MEDIUM, _stays, (signals.STARTS_AGAIN,)),
    ("skill_runaway", Severity.MEDIUM, _runs_away, (signals.RUNS_AWAY,)),
    ("skill_embedded_code", Severity.MEDIUM, _embeds, (signals.EMBEDDED,)),
    ("skill_concealment", Severity.MEDIUM, _conceals, (signals.CONCEALS,)),
)


@cache
def _wakes() -> Prefilter:
    return Prefilter(pattern for each in _JUDGES for pattern in each[3])


def _meant(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return a match that is not forbidden in the same breath, as in "never send …"."""
    for match in pattern.finditer(text):
        line = text[max(text.rfind("\n", 0, match.start()), match.start() - 60, 0) : match.start()]
        if not signals.FORBIDS.search(line):
            return match
    return None
