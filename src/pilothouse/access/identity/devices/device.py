"""Words for a browser or program, from the User-Agent it sends. For people to recognise their own; proves nothing."""

# First match counts: most browsers also name those that they descend from.
_PROGRAMS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_LONGEST = 60


def device_of(user_agent: str | None) -> str:
    """Return words such as "Firefox on Windows"; of a program its first word, such as "curl/8.5"."""
    if not user_agent or not user_agent.strip():
        return "Unknown"
    program = _first(_PROGRAMS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if program and system:
        return f"{program} on {system}"
    word = user_agent.split()[0][:_LONGEST]
    return program or ("".join(char for char in word if char.isprintable()) or "Unknown")


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((words for mark, words in table if mark in user_agent), None)
