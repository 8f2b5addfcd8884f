"""How people and programs get in. `pilothouse.settings` reads these from the environment."""

from typing import Literal

from pydantic import BaseModel, Field


class AccessSettings(BaseModel):
    """Signing in, tokens, cookies and keys. Durations are seconds."""

    access_token_lifetime_s: int = Field(
        default=900, ge=60, le=86_400, description="How long an access token is valid."
    )
    refresh_token_lifetime_s: int = Field(
        default=14 * 86_400, ge=600, description="How long a login session lasts without being used."
    )
    login_session_lifetime_s: int = Field(
        default=90 * 86_400, ge=600, description="How long a login session lasts at most."
    )
    refresh_grace_s: float = Field(
        default=10,
        ge=0,
        le=60,
        description="How long the refresh token before the current one still gives an access token.",
    )
    credential_cache_s: float = Field(
        default=30,
        ge=0,
        le=300,
        description="How long a checked credential is believed; bounds how late a revocation arrives.",
    )
    token_issuer: str = Field(default="pilothouse", min_length=1, description="`iss` of access tokens.")
    token_audience: str = Field(default="pilothouse-api", min_length=1, description="`aud` of access tokens.")
    sign_up: Literal["closed", "invite", "open"] = Field(
        default="closed",
        description="Who gets an account: those whom administrators make one, also whom they invite, or everybody, "
        "each with an organization of their own.",
    )
    default_role: str = Field(
        default="user", min_length=1, max_length=100, description="Role of somebody who is invited without naming one."
    )
    verification_link_lifetime_s: int = Field(
        default=86_400, ge=300, le=30 * 86_400, description="How long a link that confirms an e-mail or sign-up works."
    )
    reset_link_lifetime_s: int = Field(
        default=3_600, ge=300, le=86_400, description="How long a link for a new password works."
    )
    invitation_lifetime_s: int = Field(
        default=7 * 86_400, ge=300, le=90 * 86_400, description="How long an invitation works."
    )
    letters_per_address: int = Field(
        default=5, ge=1, description="Letters with links that one address is sent, per window."
    )
    letters_per_caller: int = Field(
        default=20, ge=1, description="Letters with links that are asked for from one network address, per window."
    )
    letters_window_s: int = Field(default=3_600, ge=1, description="Length of that window.")
    password_min_length: int = Field(default=12, ge=8, le=128, description="Fewest characters of a new password.")
    password_min_classes: int = Field(
        default=1,
        ge=1,
        le=4,
        description="How many of lower case, upper case, digits and others a new password must have.",
    )
    password_refuse_common: bool = Field(
        default=True, description="Refuse new passwords that are made of well-known ones."
    )
    password_hashes_at_once: int = Field(
        default=4, ge=1, le=64, description="Passwords hashed at the same time; each takes 64 MiB and some 50 ms."
    )
    failed_logins_limit: int = Field(
        default=10, ge=1, description="Failed sign-ins of an e-mail from an address, per window."
    )
    failed_logins_window_s: int = Field(default=900, ge=1, description="Length of that window.")
    cookie_secure: Literal["auto", "always"] = Field(
        default="auto", description="Mark cookies Secure when the request came by https, or always."
    )
