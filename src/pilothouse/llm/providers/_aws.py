"""Signing requests for AWS, by botocore: the credentials it finds, and Signature Version 4.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.errors import ProviderRefusedKey

_SERVICE = "bedrock"


class AwsSigner:
    """Signs with an access key, or with the credentials of whoever this machine is."""

    def __init__(self, name: str, region: str, key: str | None) -> None:
        """Take the key as "id:secret" or "id:secret:session token"; None asks AWS's usual sources.

        Raises:
            InvalidInput: the key has another form.
        """
        self._name = name
        self._region = region
        self._parts = key.split(":") if key else []
        if key and (len(self._parts) not in {2, 3} or not all(self._parts)):
            raise InvalidInput(f'The key of {name} must be an API key, or "access key id:secret[:session token]".')
        self._credentials: Any = None  # botocore has no types
        self._looking = asyncio.Lock()

    async def signed(self, url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
        """Return the headers with the signature of a POST among them.

        Raises:
            ProviderRefusedKey: there are no credentials, or botocore is not installed.
        """
        frozen = await self._frozen()
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        request: Any = AWSRequest("POST", url, data=body, headers=dict(headers))
        SigV4Auth(frozen, _SERVICE, self._region).add_auth(request)
        return dict(request.headers)

    async def _frozen(self) -> Any:
        """Return the credentials as they are now; finding and renewing them may block, so they do it in a thread."""
        if self._credentials is None or _must_renew(self._credentials):
            async with self._looking:
                if self._credentials is None:
                    self._credentials = await asyncio.to_thread(self._find)
                if _must_renew(self._credentials):
                    return await asyncio.to_thread(self._credentials.get_frozen_credentials)
        return self._credentials.get_frozen_credentials()

    def _find(self) -> Any:
        try:
            from botocore.credentials import Credentials
            from botocore.session import Session
        except ImportError as error:  # an extra: few use Bedrock
            raise ProviderRefusedKey(f"{self._name} needs `pip install pilothouse[bedrock]`.") from error
        if self._parts:
            return Credentials(*self._parts)
        session: Any = Session()
        found = session.get_credentials()
        if found is None:
            raise ProviderRefusedKey(f"{self._name} has no key, and AWS's usual sources hold no credentials either.")
        return found


def _must_renew(credentials: Any) -> bool:
    return bool(getattr(credentials, "refresh_needed", bool)())
