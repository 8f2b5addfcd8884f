"""Read and check what devices answer, by the rules of WebAuthn (https://www.w3.org/TR/webauthn-3/)."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential
from webauthn.registration.verify_registration_response import VerifiedRegistration

from pilothouse.access.identity.passkeys.errors import PasskeyNotAdded, PasskeyRefused
from pilothouse.access.identity.passkeys.relying_party import RelyingParty

Credential = TypeVar("Credential", RegistrationCredential, AuthenticationCredential)


@dataclass(frozen=True, slots=True)
class Answer(Generic[Credential]):
    """What a device answered, and the challenge and the page that it says it was for."""

    credential: Credential
    challenge: bytes
    origin: str


def read_registration(sent: dict[str, Any]) -> Answer[RegistrationCredential]:
    """Read the answer of a device that made a key.

    Raises:
        PasskeyNotAdded: it is not shaped like one.
    """
    with _refusing(PasskeyNotAdded):
        credential = parse_registration_credential_json(sent)
        client_data = parse_client_data_json(credential.response.client_data_json)
    return Answer(credential, client_data.challenge, client_data.origin)


def read_signature(sent: dict[str, Any]) -> Answer[AuthenticationCredential]:
    """Read the answer of a device that signed with its key.

    Raises:
        PasskeyRefused: it is not shaped like one.
    """
    with _refusing(PasskeyRefused):
        credential = parse_authentication_credential_json(sent)
        client_data = parse_client_data_json(credential.response.client_data_json)
    return Answer(credential, client_data.challenge, client_data.origin)


def check_registration(answer: Answer[RegistrationCredential], party: RelyingParty) -> VerifiedRegistration:
    """Return the key that a device made for us, at its owner's wish; the challenge is checked elsewhere.

    Raises:
        PasskeyNotAdded: it is for somebody else, or its owner was not there.
    """
    with _refusing(PasskeyNotAdded):
        return verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.domain,
            expected_origin=_own(answer.origin, party),
            require_user_verification=True,
        )


def check_signature(
    answer: Answer[AuthenticationCredential], party: RelyingParty, public_key: bytes
) -> VerifiedAuthentication:
    """Return what a key signed; the challenge, and the count of uses, are checked elsewhere.

    Raises:
        PasskeyRefused: another key signed, or not for us, or its owner was not there.
    """
    with _refusing(PasskeyRefused):
        return verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.domain,
            expected_origin=_own(answer.origin, party),
            credential_public_key=public_key,
            credential_current_sign_count=0,  # that a copy signed is worth a letter, so it is looked at afterwards
            require_user_verification=True,
        )


def _own(origin: str, party: RelyingParty) -> str:
    if not party.accepts(origin):
        raise ValueError("a page of another site asked")
    return origin


@contextmanager
def _refusing(error: type[PasskeyNotAdded | PasskeyRefused]) -> Generator[None]:
    try:
        yield
    except (WebAuthnException, ValueError, TypeError, LookupError, AttributeError) as wrong:
        raise error from wrong  # the library's own, and what it lets through of answers that no device gives
