"""What every operation of a client is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Text = Annotated[str, Field(max_length=25_000)]


class Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
