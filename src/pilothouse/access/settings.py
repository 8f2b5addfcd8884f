"""How people and programs get in. `pilothouse.settings` reads these from the environment."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, field_validator

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput

ISSUER_NAME = r"^[a-z][a-z0-9_]{0,31}$"  # part of an address, and of a secret's name


class OidcIssuerSettings(BaseModel):
    """Somebody who vouches for people: an issuer of OpenID Connect, and who we are there."""

    issuer: str = Field(pattern=r"^https?://[^\s?#]+$", max_length=500, description="Its address, as it writes itself.")
    client_id: str = Field(min_length=1, max_length=500)
    label: str = Field(default="", max_length=60, description="What people call it; its name when empty.")
    links_by_email: bool = Field(
        default=False,
        description="Whether somebody with a verified e-mail there gets into the account with that e-mail here.",
    )


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
    login_step_lifetime_s: int = Field(
        default=600, ge=60, le=3_600, description="How long a sign-in waits for its second step."
    )
    audit_keep_days: int = Field(
        default=365, ge=0, le=36_500, description="How long the audit log keeps its entries; 0 keeps them for good."
    )
    oidc: dict[Annotated[str, StringConstraints(pattern=ISSUER_NAME)], OidcIssuerSettings] = Field(
        default={},
        description='Issuers of OpenID Connect by name, as JSON: {"acme": {"issuer": "https://id.acme.example", '
        '"client_id": "pilothouse"}}. The secret there is the secret `oidc_acme`.',
    )
    cookie_secure: Literal["auto", "always"] = Field(
        default="auto", description="Mark cookies Secure when the request came by https, or always."
    )

    @field_validator("oidc", mode="before")
    @classmethod
    def _read_json(cls, value: Any) -> Any:
        """Take the JSON text that an environment variable holds."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except InvalidInput as error:
            raise ValueError(error.message) from error
