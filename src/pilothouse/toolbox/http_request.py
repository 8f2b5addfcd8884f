"""Ask a web address."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool

_MAX_CHARS = 16_000
_TEXTUAL = ("text/", "application/json", "application/xml", "application/javascript", "+json", "+xml")


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


@tool(category="connector", timeout_s=40)
async def http_request(
    ctx: ToolContext,
    url: str,
    *,
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "GET",
    headers: dict[str, str] | None = None,
    json: Any = None,
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 20,
) -> HttpAnswer:
    """Fetch a web page or call a web API on the public internet. Private addresses are refused.

    Args:
        url: http or https address.
        method: of the request.
        headers: to send along.
        json: body to send as JSON.
        timeout_s: seconds to wait for the whole answer.
    """
    answer = await ctx.http.request(method, url, headers=headers, json=json, timeout_s=timeout_s)
    content_type = answer.headers.get("content-type", "")
    is_text = any(word in content_type for word in _TEXTUAL) or not content_type
    text = answer.text() if is_text else None
    return HttpAnswer(
        finding=f"{answer.url} answered {answer.status_code} with {len(answer.content):,} bytes.",
        status_code=answer.status_code,
        url=answer.url,
        content_type=content_type,
        size_bytes=len(answer.content),
        text=text[:_MAX_CHARS] if text is not None else None,
        is_shortened=text is not None and len(text) > _MAX_CHARS,
    )
