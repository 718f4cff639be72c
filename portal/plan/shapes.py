"""What every operation of a client is made of."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portal.plan.core.commands import Rejected

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Text = Annotated[str, Field(max_length=25_000)]


class Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


def day_of(text: str, field: str) -> date:
    """The day that an ISO text names. Raises Rejected for the `field` where it is none."""
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Rejected("invalid", "not_a_date", field=field)
