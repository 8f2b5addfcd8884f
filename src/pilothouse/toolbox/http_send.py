"""Send something to a web address, once a person agreed."""

from typing import Annotated, Any, Literal

from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.toolbox.web.answers import HttpAnswer, as_answer


@tool(category="connector", timeout_s=60, confirm=True)
async def http_send(
    ctx: ToolContext,
    url: str,
    method: Literal["POST", "PUT", "PATCH", "DELETE"],
    *,
    params: dict[str, str | int | float] | None = None,
    headers: dict[str, str] | None = None,
    json: Any = None,
    form: dict[str, str] | None = None,
    text: str | None = None,
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 20,
) -> HttpAnswer:
    """Send data to a web API on the public internet, or change something there. A person is asked first.

    Args:
        url: http or https address.
        method: of the request.
        params: added to the address as its query.
        headers: to send along, such as Authorization.
        json: body to send as JSON.
        form: body to send as the fields of a form.
        text: body to send as it is; say what it is with a Content-Type header.
        timeout_s: seconds to wait for the whole answer.
    """
    if sum(body is not None for body in (json, form, text)) > 1:
        raise ToolRetry("Give one body: json, form or text.")
    sent = {"Idempotency-Key": ctx.idempotency_key} if ctx.idempotency_key and method == "POST" else {}
    response = await ctx.http.request(
        method,
        url,
        params=params,
        headers=sent | (headers or {}),
        json=json,
        form=form,
        content=None if text is None else text.encode(),
        timeout_s=timeout_s,
    )
    return as_answer(response)
