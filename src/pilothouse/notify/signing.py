"""Signatures on webhooks by the Standard Webhooks specification: who gets one can tell that we sent it, and when.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import os
from collections.abc import Iterable
from datetime import datetime

from pydantic import SecretStr
from standardwebhooks import Webhook

_PREFIX = "whsec_"
_SECRET_BYTES = 32  # the specification wants 24 to 64


def new_secret() -> SecretStr:
    """Make what a webhook is signed with, as receivers' libraries read it."""
    return SecretStr(_PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode())


def signed_headers(message_id: str, at: datetime, body: bytes, secrets: Iterable[SecretStr]) -> dict[str, str]:
    """Return the headers that sign a body.

    Args:
        message_id: the same in every try, so that a receiver can drop what it has seen.
        at: of this try, aware, in UTC; receivers refuse what is older than some minutes.
        body: as it is sent.
        secrets: every one in force; while a secret is being replaced, either of two verifies.
    """
    signatures = [Webhook(secret.get_secret_value()).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
