"""Codes of authenticator apps: six digits that change every 30 seconds.

Source: RFC 6238 with its usual choices (SHA-1, 6 digits, 30 s), which every app understands.
"""

import io
from datetime import datetime

import segno
from pydantic import SecretStr
from pyotp import random_base32
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

_ISSUER = "Pilothouse"
_CLOCKS_APART = 1  # steps that a phone's clock may be ahead or behind (RFC 6238, section 5.2)


def new_secret() -> SecretStr:
    """Return 160 random bits, in base32 as apps take them."""
    return SecretStr(random_base32())


def uri_of(secret: SecretStr, email: str) -> str:
    """Return the address that an app adds the account from (otpauth://totp/…)."""
    return TOTP(secret.get_secret_value()).provisioning_uri(name=email, issuer_name=_ISSUER)


def qr_svg(uri: str) -> str:
    """Draw an address as a QR code: a whole SVG document, dark on white in every colour scheme."""
    drawn = io.BytesIO()
    segno.make(uri, micro=False).save(drawn, kind="svg", xmldecl=False, light="#fff", border=3, omitsize=True, nl=False)
    return drawn.getvalue().decode()


def step_of(secret: SecretStr, code: str, now: datetime, after: int | None) -> int | None:
    """Return the time step of a code that is right now and newer than step `after`; nothing otherwise."""
    totp = TOTP(secret.get_secret_value())
    try:
        step = totp.verify_and_get_timecode(code, for_time=now, valid_window=_CLOCKS_APART)
    except OTPVerificationError:
        return None
    return step if after is None or step > after else None
