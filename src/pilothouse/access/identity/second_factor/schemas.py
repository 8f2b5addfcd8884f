"""Second factors on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.recovery.schemas import PresentPassword, Token
from pilothouse.access.identity.schemas import Form
from pilothouse.access.identity.second_factor.repository import Method
from pilothouse.access.identity.sessions.schemas import Delivery, LoginResult
from pilothouse.core.inputs import YesNo

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class LoginStepToken(Form):
    """A sign-in whose first step is done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "the token of the first step"}]})

    token: Token


class LoginStepRead(BaseModel):
    """What a sign-in waits for."""

    methods: list[Method] = Field(description="What the user can prove the second step with.")
    must_set_up: bool = Field(description="The organization requires a second factor and the user has none yet.")
    expires_at: datetime


class LoginStepCode(Form):
    """A code for the second step of a sign-in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "the token of the first step", "code": "287082", "delivery": "body"}]}
    )

    token: Token
    code: Code = Field(description="Of the authenticator app, or a recovery code.")
    delivery: Delivery = "cookie"


class AppSetUp(BaseModel):
    """What an authenticator app needs to know. It counts once a first code of it was entered."""

    secret: str = Field(description="For apps without a camera, in base32.")
    uri: str = Field(description="otpauth://totp/…, which apps open.")
    qr_svg: str = Field(description="The same as a picture: an SVG document.")


class OwnPassword(Form):
    """Before something that a stolen session must not do."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery staple"}]})

    password: PresentPassword | None = Field(
        None, description="Your password. Without one, sign in again within the last ten minutes."
    )


class AppConfirm(Form):
    """The first code of an app that is being added."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "287082"}]})

    code: Code


class RecoveryCodes(BaseModel):
    """Codes for the drawer."""

    recovery_codes: list[str] | None = Field(
        description="Each works once, instead of the second factor. Shown this once; null where you have some already."
    )


class SetUpResult(LoginResult, RecoveryCodes):
    """A login session that began with adding a second factor."""


class SecondFactorRead(BaseModel):
    """The second factors of whoever asks."""

    app_added_at: datetime | None = Field(description="Null without an authenticator app.")
    passkeys: int
    recovery_codes_left: int
    is_required: bool = Field(description="Whether the organization requires a second factor.")
    has_password: bool


class SignInPolicy(Form):
    """What an organization asks of its members when they sign in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"second_factor_required": True}]})

    second_factor_required: YesNo = Field(
        description="Members without a second factor are signed out and add one when they sign in."
    )
