"""Put news into words: templates with a subject, a text part and an HTML part, in one folder and one calm look."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pilothouse.notify.message import Message
from pilothouse.notify.topics import topic_of

_LONGEST_SUBJECT = 200


def render(
    message_id: str,
    topic: str,
    occurred_at: datetime,
    payload: Mapping[str, Any],
    secrets: Mapping[str, str],
    public_url: str,
) -> Message:
    """Word one piece of news.

    Args:
        message_id: "msg_…".
        topic: its name.
        occurred_at: aware, in UTC.
        payload: what the templates show; `path` is the page of the dashboard it is about.
        secrets: what only the receiver may read, such as `link`.
        public_url: of the dashboard; without it messages have no link to a page.
    """
    link = secrets.get("link") or (public_url + str(payload["path"]) if public_url and payload.get("path") else "")
    known = {"topic": topic, "occurred_at": occurred_at, "public_url": public_url, **payload, **secrets, "link": link}
    name = topic_of(topic).template
    subject, _, text = _environment().get_template(f"{name}.txt").render(known).strip().partition("\n")
    subject = _one_line(subject)
    html = _environment().get_template(f"{name}.html").render(known | {"subject": subject})
    shown = {key: value for key, value in payload.items() if key != "path"}
    return Message(message_id, topic, occurred_at, subject, text.strip() + "\n", html, shown, link)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pilothouse.notify"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,  # a field that is missing is an error of ours, never an empty mail
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["usd"] = _usd
    environment.filters["moment"] = _moment
    environment.filters["day"] = lambda value: str(value)[:10]
    environment.filters["line"] = _one_line
    return environment


def _one_line(text: object) -> str:
    """Return a text without line breaks or other control characters, as a subject must be."""
    words = "".join(char if char.isprintable() else " " for char in str(text)).split()
    line = " ".join(words)
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1] + "…"


def _usd(amount: object) -> str:
    """Write a decimal string in dollars as people do: "1234.5" becomes "$1,234.50"."""
    try:
        return f"${Decimal(str(amount)):,.2f}"
    except InvalidOperation:
        return str(amount)


def _moment(value: object) -> str:
    """Write a moment so that it reads the same everywhere: "2026-11-21 14:05 UTC"."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
