"""What a person tells the embedded model to do, as calls of tools: open a page, start or steer a mission, remember.

Only plain orders are read. What is not one is left to the table planner, or to an honest answer.
"""

import re
from collections.abc import Callable, Collection

from pilothouse.llm.messages import ToolCall

_PAGES = {
    "/missions/new": r"(?:a )?new mission|mission form",
    "/missions": r"missions?|tasks|runs",
    "/costs": r"costs?|spend(?:ing)?|expenses|what (?:it|this) costs",
    "/budgets": r"budgets?|limits",
    "/requests": r"requests|ledger|model calls",
    "/models": r"models?(?: and providers)?|providers?|model settings",
    "/tools": r"tools?(?: and agents)?|agents?",
    "/approvals": r"approvals?|inbox",
    "/security/events": r"security events?|attacks?|findings",
    "/security/policies": r"security polic(?:y|ies)|polic(?:y|ies)",
    "/security": r"security|shield",
    "/scan": r"scans?|scanner",
    "/admin/users": r"users?|people|administration|admin",
    "/admin/roles": r"roles?|permissions",
    "/admin/audit": r"audit(?: log)?",
    "/account": r"account|profile|api keys?|password|settings",
    "/chat": r"chat|conversations?",
}
_OPEN = re.compile(
    r"^(?:please\s+)?(?:(?:can|could) you\s+)?(?:open|go to|show(?: me)?|take me to|navigate to|bring up|jump to|"
    r"switch to|where (?:is|are|do i find))\s+(?:the |my |our |all (?:my |the )?)?(?P<what>[^?.!]{2,60}?)"
    r"(?:\s+(?:page|dashboard|screen|view|overview))?\s*[?.!]*$",
    re.IGNORECASE,
)
_START = re.compile(
    r"^(?:please\s+)?(?:(?:can|could) you\s+)?(?:start|launch|run|create|begin|submit|make|kick off)\s+(?:me\s+)?"
    r"(?:a|another|the|one)\s+(?:new\s+)?(?:background\s+)?mission\b\s*"
    r"(?:that|to|which|for|:|-|,|with the objective)?\s*(?P<objective>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_STEER = re.compile(
    r"^(?:please\s+)?(?P<order>pause|hold|resume|continue|cancel|abort|stop|kill|retry|restart|rerun)\s+"
    r"(?:the |my |that )?mission\s*(?:called |named |about |on )?(?P<mission>.*?)\s*[.!]*$",
    re.IGNORECASE,
)
_INSTRUCT = re.compile(
    r"^(?:please\s+)?tell\s+(?:the |my |that )?mission\s+(?P<mission>\S+|“[^”]+”|\"[^\"]+\")\s+(?:that|to)\s+"
    r"(?P<words>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LOOK = re.compile(
    r"\b(?:status|progress|state|result)s? of (?:the |my |that )?(?:last |latest )?missions?\b|"
    r"\bhow (?:is|are|far (?:is|are)) (?:the |my |that )?(?:last |latest )?missions?\b|"
    r"^(?:what|which|list|show)\b.{0,20}\bmissions? (?:are |is )?(?P<state>running|active|waiting|finished|done|failed)"
    r"|"
    r"^(?:list|what are) (?:the |my |all )?(?:latest |last |recent )?missions\b",
    re.IGNORECASE,
)
_REMEMBER = re.compile(
    r"^(?:please\s+)?(?:remember|note|keep in mind|don'?t forget)(?:\s+that|\s*:|,)?\s+"
    r"(?P<fact>(?!me\b|how\b|to\b|what\b|when\b).+)$",
    re.IGNORECASE | re.DOTALL,
)
_FORGET = re.compile(r"^(?:please\s+)?forget(?:\s+that|\s*:|,)?\s+(?P<fact>.+)$", re.IGNORECASE | re.DOTALL)
_RECALL = re.compile(
    r"\b(?:what did (?:i|we|you) (?:say|tell|talk|speak|discuss|decide)|do you (?:remember|recall)|"
    r"did we (?:talk|speak)|recall)\b(?:\s+you)?\s*(?:about|of|on|when|what)?\s*(?P<about>.{3,200}?)\s*[?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_SEARCH = re.compile(
    r"^(?:please\s+)?(?:search|look)(?: (?:the )?(?:documents|docs|knowledge(?: base)?|web|internet))?\s+"
    r"(?:for|up)\s+(?P<query>.+?)\s*[?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_ORDERS = {
    "pause": "pause",
    "hold": "pause",
    "resume": "resume",
    "continue": "resume",
    "cancel": "cancel",
    "abort": "cancel",
    "stop": "cancel",
    "kill": "cancel",
    "retry": "retry",
    "restart": "retry",
    "rerun": "retry",
}
_LOOKED_AT = {"active": "running", "done": "finished", "failed": "finished"}
_QUOTES = "\u201c\u201d\u2018\u2019\"' "
PREFIX = "order"  # of the ids of these calls


def read_order(text: str, tools: Collection[str]) -> ToolCall | str | None:
    """Return the call that a message orders, a question back when something is missing, or None.

    Args:
        text: what the person said.
        tools: names of the tools at hand; an order that needs another is not read.
    """
    for name, read in _READERS:
        if name in tools and (found := read(text.strip())) is not None:
            return found if isinstance(found, str) else ToolCall(f"{PREFIX}-0", name, found)
    return None


Read = Callable[[str], "dict[str, object] | str | None"]


def _start(text: str) -> dict[str, object] | str | None:
    found = _START.match(text)
    if found is None:
        return None
    objective = found["objective"].strip(_QUOTES + "\n")
    if len(objective) < 3:
        return "What shall the mission do? Say it in a sentence, such as “Start a mission to compare the two files”."
    return {"objective": objective[:1].upper() + objective[1:]}


def _steer(text: str) -> dict[str, object] | None:
    if told := _INSTRUCT.match(text):
        return {"mission": told["mission"].strip(_QUOTES), "order": "instruct", "instruction": told["words"].strip()}
    found = _STEER.match(text)
    if found is None:
        return None
    return {"mission": found["mission"].strip(_QUOTES), "order": _ORDERS[found["order"].lower()]}


def _look(text: str) -> dict[str, object] | None:
    found = _LOOK.search(text)
    if found is None:
        return None
    state = (found["state"] or "").lower()
    return {"state": _LOOKED_AT.get(state, state)} if state else {}


def _open(text: str) -> dict[str, object] | None:
    found = _OPEN.match(text)
    if found is None:
        return None
    what = found["what"].strip(_QUOTES).lower()
    path = next((path for path, words in _PAGES.items() if re.fullmatch(words, what)), None)
    return {"path": path} if path else None


def _remember(text: str) -> dict[str, object] | None:
    found = _REMEMBER.match(text)
    if found is None or text.endswith("?"):
        return None
    fact = found["fact"].strip()
    return {"fact": fact[:1].upper() + fact[1:]}


def _forget(text: str) -> dict[str, object] | None:
    found = _FORGET.match(text)
    return {"fact": found["fact"].strip().rstrip(".")} if found else None


def _recall(text: str) -> dict[str, object] | None:
    found = _RECALL.search(text)
    return {"about": found["about"].strip(_QUOTES)} if found else None


def _search(text: str) -> dict[str, object] | None:
    found = _SEARCH.match(text)
    return {"query": found["query"].strip(_QUOTES)} if found else None


_READERS: tuple[tuple[str, Read], ...] = (
    ("start_mission", _start),
    ("steer_mission", _steer),
    ("look_at_missions", _look),
    ("navigate", _open),
    ("recall", _recall),
    ("remember", _remember),
    ("forget", _forget),
    ("search", _search),
)
