"""The public halves of the signing keys, for whoever wants to check our tokens (RFC 7517)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from pilothouse.access.identity.deps import IdentityDep

router = APIRouter(tags=["auth"])
_HEADERS = {"Cache-Control": "public, max-age=300"}  # a new key signs from its first second; readers refetch by its id


@router.get("/.well-known/jwks.json", response_model=dict[str, Any])
async def read_jwks(identity: IdentityDep) -> JSONResponse:
    """Return the keys that access tokens can be checked with."""
    return JSONResponse(await identity.signing_keys.published(), headers=_HEADERS)
