"""Ask a web address, changing nothing."""

from typing import Annotated, Literal

from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.web.answers import HttpAnswer, as_answer


@tool(category="connector", timeout_s=60, is_idempotent=True)
async def http_request(
    ctx: ToolContext,
    url: str,
    *,
    method: Literal["GET", "HEAD", "OPTIONS"] = "GET",
    params: dict[str, str | int | float] | None = None,
    headers: dict[str, str] | None = None,
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 20,
) -> HttpAnswer:
    """Read from a web API or fetch a file on the public internet. Private addresses are refused.

    Args:
        url: http or https address.
        method: of the request; http_send has those that change something.
        params: added to the address as its query.
        headers: to send along, such as Accept or Authorization.
        timeout_s: seconds to wait for the whole answer.
    """
    return as_answer(await ctx.http.request(method, url, params=params, headers=headers, timeout_s=timeout_s))
