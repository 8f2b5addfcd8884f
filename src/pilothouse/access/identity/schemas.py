"""What the forms of identity have in common."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from pilothouse.access.identity.passwords import LONGEST
from pilothouse.core.inputs import Line


class Form(BaseModel):
    """What a client sends. A field that is not known is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("this is not an IANA time zone such as Europe/Paris")
    return name


Name = Annotated[Line, StringConstraints(max_length=100)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
TimeZone = Annotated[str, StringConstraints(max_length=100), AfterValidator(_time_zone)]
RoleName = Annotated[str, StringConstraints(max_length=50)]
Permission = Annotated[str, StringConstraints(max_length=100)]
