"""An HTTP answer, as a model reads it."""

from dataclasses import dataclass

from pilothouse.core.http import HttpResponse

MAX_CHARS = 16_000
_TEXTUAL = (
    "text/",
    "application/json",
    "application/xml",
    "application/javascript",
    "+json",
    "+xml",
    "form-urlencoded",
)
# What says something about the answer; the others cost tokens, and cookies are nobody's business.
_TELLING_HEADERS = ("location", "retry-after", "last-modified", "etag", "link", "x-total-count", "allow")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a web address answered. `text` is None for what is no text."""

    finding: str
    status_code: int
    url: str
    content_type: str
    size_bytes: int
    text: str | None
    is_shortened: bool
    headers: dict[str, str] | None = None
    note: str | None = None


def as_answer(response: HttpResponse) -> HttpAnswer:
    """Shorten an answer to what a model can use."""
    content_type = response.headers.get("content-type", "")
    is_text = any(word in content_type for word in _TEXTUAL) or not content_type
    text = response.text() if is_text else None
    headers = {name: response.headers[name][:300] for name in _TELLING_HEADERS if name in response.headers}
    return HttpAnswer(
        finding=f"{response.url[:120]} answered {response.status_code} with {len(response.content):,} bytes.",
        status_code=response.status_code,
        url=response.url,
        content_type=content_type,
        size_bytes=len(response.content),
        text=text[:MAX_CHARS] if text is not None else None,
        is_shortened=text is not None and len(text) > MAX_CHARS,
        headers=headers or None,
        note=_note(response.status_code, content_type),
    )


def _note(status_code: int, content_type: str) -> str | None:
    if status_code in {401, 403}:
        return "The server wants other credentials, or none of ours will do."
    if status_code == 429:
        return "The server is asked too often; wait before asking again."
    if status_code < 300 and "html" in content_type:
        return "This is a web page: the tool extract gives its readable text."
    return None
