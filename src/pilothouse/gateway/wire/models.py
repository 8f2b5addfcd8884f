"""`/v1/models` in the shape of the client that asks."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.json import dumps
from pilothouse.core.principal import Principal
from pilothouse.gateway.routing.service import Router, ServedModel
from pilothouse.gateway.wire.http import Exchange

MODELS_PATH = "/v1/models"
_JSON = ((b"content-type", b"application/json"),)
# Neither vendor's list says when a model was made, but both clients want a date.
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 1000


class UnknownModel(NotFound):
    """No such model can be called here by this caller."""

    def __init__(self, model: str) -> None:
        super().__init__(f"There is no model {model!r} here. GET /v1/models lists those that can be called.")


async def answer_models(router: Router, exchange: Exchange, who: Principal, path: str) -> None:
    """List models, or return one of them.

    Raises:
        UnknownModel: there is none of that name.
        InvalidInput: a parameter of the list makes no sense.
    """
    await exchange.body(0)
    write = _for_anthropic if "anthropic-version" in exchange.headers else _for_openai
    name = path.removeprefix(MODELS_PATH).lstrip("/")
    if name:
        served = await router.find(who, name)
        if served is None:
            raise UnknownModel(name)
        answer = write(served)
    else:
        models = await router.models(who)
        is_anthropic = write is _for_anthropic
        answer = (
            _page([write(served) for served in models], exchange.query)
            if is_anthropic
            else {"object": "list", "data": [write(served) for served in models]}
        )
    await exchange.answer(200, _JSON, dumps(answer))


def _for_openai(served: ServedModel) -> dict[str, Any]:
    return {"id": served.card.model, "object": "model", "created": 0, "owned_by": served.provider}


def _for_anthropic(served: ServedModel) -> dict[str, Any]:
    card = served.card
    return {
        "id": card.model,
        "type": "model",
        "display_name": card.name,
        "created_at": _UNKNOWN,
        "lifecycle": "deprecated" if card.is_deprecated else "active",
        "max_input_tokens": card.context_window_tokens,
        "max_tokens": card.abilities.max_output_tokens,
    }


def _page(models: list[dict[str, Any]], query: bytes) -> dict[str, Any]:
    """Return a page as Anthropic's list does: `limit`, and `after_id` or `before_id`."""
    wanted = {name: values[-1] for name, values in parse_qs(query.decode("latin-1")).items()}
    limit = _limit(wanted.get("limit", "20"))
    ids = [model["id"] for model in models]
    if (after := wanted.get("after_id")) in ids:
        models = models[ids.index(after) + 1 :]
        page, has_more = models[:limit], len(models) > limit
    elif (before := wanted.get("before_id")) in ids:
        models = models[: ids.index(before)]
        page, has_more = models[-limit:], len(models) > limit
    else:
        page, has_more = models[:limit], len(models) > limit
    first, last = (page[0]["id"], page[-1]["id"]) if page else (None, None)
    return {"data": page, "has_more": has_more, "first_id": first, "last_id": last}


def _limit(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise InvalidInput(f"limit must be 1 to {_MOST}.", details={"field": "limit"})
    return int(text)
