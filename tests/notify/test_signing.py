import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from pilothouse.notify.signing import new_secret, signed_headers

BODY = b'{"type":"mission.failed","data":{"title":"\xc3\xa7a"}}'


class TestSignedHeaders:
    def test_are_what_the_specification_says(self) -> None:
        """HMAC-SHA256 of "id.timestamp.body" under the decoded secret, in base64 behind "v1,"."""
        secret, at = new_secret(), datetime(2026, 5, 20, 12, tzinfo=UTC)
        signed = f"msg_1.{int(at.timestamp())}.".encode() + BODY
        key = base64.b64decode(secret.get_secret_value().removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert signed_headers("msg_1", at, BODY, [secret]) == {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": f"v1,{expected}",
        }

    def test_convince_a_receivers_library(self) -> None:
        secret = new_secret()
        headers = signed_headers("msg_1", datetime.now(UTC), BODY, [secret])
        assert Webhook(secret.get_secret_value()).verify(BODY, headers)["type"] == "mission.failed"

    def test_convince_it_with_the_old_and_with_the_new_secret_while_both_hold(self) -> None:
        new, old = new_secret(), new_secret()
        headers = signed_headers("msg_1", datetime.now(UTC), BODY, [new, old])
        for secret in (new, old):
            assert Webhook(secret.get_secret_value()).verify(BODY, headers)

    def test_do_not_convince_with_another_body_or_another_secret(self) -> None:
        secret = new_secret()
        headers = signed_headers("msg_1", datetime.now(UTC), BODY, [secret])
        with pytest.raises(WebhookVerificationError):
            Webhook(secret.get_secret_value()).verify(BODY + b" ", headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(new_secret().get_secret_value()).verify(BODY, headers)

    def test_need_a_secret_that_nobody_else_has(self) -> None:
        secrets = {new_secret().get_secret_value() for _ in range(20)}
        assert len(secrets) == 20
        assert all(len(base64.b64decode(each.removeprefix("whsec_"))) == 32 for each in secrets)
        assert "whsec" not in repr(new_secret())
