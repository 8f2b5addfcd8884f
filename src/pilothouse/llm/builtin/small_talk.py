"""What the embedded model says when nothing is to be done: greetings, thanks, what it can do and what it cannot."""

import re
from collections.abc import Collection

_GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|bonjour|hallo|hola|ciao|salut)\b"
    r"(?:[ ,]*(?:there|buddy|pilot|everyone|all|again|you))*[\s!.,:)\W]*$",
    re.IGNORECASE,
)
_WELL_BEING = re.compile(r"\bhow are you\b|\bhow(?:'s| is) it going\b|\bwhat'?s up\b", re.IGNORECASE)
_THANKS = re.compile(r"^(?:many |big )?(?:thanks?|thank you|thx|merci|danke|cheers|great|perfect|nice|cool|ok(?:ay)?|"
                     r"well done|good job|awesome)\b[^?]{0,60}$", re.IGNORECASE)  # fmt: skip
_FAREWELL = re.compile(
    r"^(?:bye|goodbye|good night|see you|farewell|ciao ciao|until (?:later|tomorrow))\b", re.IGNORECASE
)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\byour name\b|\bare you (?:a |an )?(?:ai|bot|human|robot|real|person)", re.IGNORECASE
)
_ABILITIES = re.compile(
    r"\bwhat (?:can|could|do) (?:you|i)\b.*\b(?:do|ask|help|offer)\b"
    r"|\bhow (?:can|do) (?:you help|i use|i start|this work)|^\s*help(?: me)?\s*[!.?]*$"
    r"|\bwhat (?:are you able|is possible)\b|\byour (?:abilities|features|skills)\b",
    re.IGNORECASE,
)
_COURTESIES = (
    (_WELL_BEING, "I am well, thank you. What shall we do?"),
    (_FAREWELL, "Goodbye! This conversation is kept; go on with it whenever you like."),
    (_THANKS, "You are welcome. Is there anything else?"),
)
_CLOSING = (
    "_I am the built-in assistant: I work by rules and am not a language model. Connect one under "
    "[Models and providers](/models) for open questions._"
)


def reply(text: str, tools: Collection[str]) -> str | None:
    """Answer what needs no work; None for everything else.

    Args:
        text: what the person said.
        tools: names of the tools at hand, which decide what can be offered.
    """
    plain = text.strip()
    if not any(character.isalnum() for character in plain):
        return _wordless(plain)
    if _ABILITIES.search(plain):
        return abilities(tools)
    if _WHO.search(plain):
        return f"I am Buddy, the built-in assistant of this installation.\n\n{abilities(tools)}"
    if _GREETING.match(plain):
        return f"Hello! What would you like to do?\n\n{_examples(tools)}"
    return next((words for pattern, words in _COURTESIES if pattern.search(plain)), None) if len(plain) < 60 else None


def abilities(tools: Collection[str]) -> str:
    """Say what can be done here without a language model, and what cannot."""
    return "\n".join(["Without a language model I can:", "", *_abilities(tools), "", _NEEDS_A_MODEL, "", _CLOSING])


def cannot(text: str, tools: Collection[str]) -> str:
    """Say honestly that this needs a language model, and what works without."""
    kind = next((words for pattern, words in _KINDS if pattern.search(text)), "To answer this freely")
    return f"**{kind} needs a language model, and none is connected.**\n\n{_examples(tools)}\n\n{_CLOSING}"


def needs_a_writer(text: str) -> bool:
    """Tell whether a text of its own is wanted, which no table can answer."""
    return any(pattern.search(text) for pattern, _ in _KINDS[:_WRITING])


def _wordless(text: str) -> str:
    if not text:
        return "Your message is empty. What would you like to do?"
    return "I can see that, but I cannot read a wish in it. Tell me in words what you would like to do."


_NEEDS_A_MODEL = "Writing, translating, summarising texts, programming and open questions need a language model."
_KINDS = (
    (re.compile(r"\b(?:write|draft|compose|poem|essay|story|letter|e-?mail|blog)\b", re.IGNORECASE), "Writing a text"),
    (re.compile(r"\btranslat\w*\b", re.IGNORECASE), "Translating"),
    (re.compile(r"\b(?:summari[sz]e|summary of|shorten|rephrase|rewrite)\b", re.IGNORECASE), "Summarising a text"),
    (
        re.compile(r"\b(?:code|function|script|program|regex|sql query|python|javascript)\b", re.IGNORECASE),
        "Programming",
    ),
    (
        re.compile(r"^\s*(?:why|explain|what (?:is|are|does|do)|who|when|where|how)\b", re.IGNORECASE),
        "Answering an open question",
    ),
)
_WRITING = 4  # of the kinds above, those that no attached table could answer


def _abilities(tools: Collection[str]) -> list[str]:
    lines: list[str] = []
    if "table_profile" in tools:
        lines.append(
            "- **answer questions about tables** you attach (CSV, Excel, Parquet, JSON), with figures and a chart"
        )
    if "start_mission" in tools:
        lines.append("- **start missions**, tell you how they are doing, and pause, resume, cancel or instruct them")
    if "navigate" in tools:
        lines.append("- **open pages** of the dashboard: missions, costs, budgets, models, tools …")
    if "remember" in tools:
        lines.append("- **remember** facts for you, and **recall** what we spoke of earlier")
    if "http_request" in tools:
        lines.append("- **fetch** an address that you name")
    if "search" in tools:
        lines.append("- **search** the installation's documents")
    return [*lines, "- **calculate**, such as “12 % of 340”"]


def _examples(tools: Collection[str]) -> str:
    examples: list[str] = []
    if "table_profile" in tools:
        examples.append("- attach a table and ask “What is the average price by region?”")
    if "start_mission" in tools:
        examples.append("- “Start a mission to find the outliers in sales.csv”")
    if "navigate" in tools:
        examples.append("- “Open the costs”")
    examples.append("- “What is 12 % of 340?”")
    return "\n".join(["You could, for example:", "", *examples])
