"""The built-in playbooks: data files, read once, refused at the first word that does not belong."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.people.models import Side
from portal.people.roles import ROLES
from portal.plan.core.schedule import FURTHEST_DAYS, Rule

DATA = Path(__file__).parent / "data"
TITLE_LENGTH = 200


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Text(Strict):
    """One text in every language of ours."""

    en: str = Field(min_length=1)
    de: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        return self.de if language.startswith("de") else self.en


class Title(Text):
    en: str = Field(min_length=1, max_length=TITLE_LENGTH)
    de: str = Field(min_length=1, max_length=TITLE_LENGTH)


class PlaybookRule(Strict):
    """When a task is due; `offset` in days of its `unit`."""

    anchor: Literal["signed", "kickoff", "go_live"]
    offset: int = Field(0, ge=0, le=FURTHEST_DAYS)
    unit: Literal["calendar", "business"] = "calendar"
    direction: Literal["after", "before"] = "after"

    @property
    def rule(self) -> Rule:
        return Rule(self.anchor, self.offset, self.unit, self.direction)


class PlaybookTask(Strict):
    title: Title
    description: Text
    side: Literal["team", "customer"]
    role: str
    rule: PlaybookRule
    visibility: Literal["shared", "internal"] = "shared"
    milestone: bool = False

    @model_validator(mode="after")
    def _names_a_known_role(self) -> "PlaybookTask":
        if self.role not in ROLES[Side(self.side)]:
            raise ValueError(f"There is no role {self.role!r} on the side of the {self.side}.")
        if self.visibility == "internal" and (self.side == "customer" or self.milestone):
            raise ValueError("An internal task is the team's own, and no milestone.")
        return self


class PlaybookPhase(Strict):
    name: Title
    tasks: list[PlaybookTask] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_in_a_milestone(self) -> "PlaybookPhase":
        if not self.tasks[-1].milestone:
            raise ValueError(f"The phase {self.name.en!r} does not end in a milestone.")
        return self


class Playbook(Strict):
    """`go_live_days` after the kickoff is where the go-live is put when nobody has named its date."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    name: Title
    summary: Text
    go_live_days: int = Field(ge=1, le=FURTHEST_DAYS)
    phases: list[PlaybookPhase] = Field(min_length=1)

    @property
    def task_count(self) -> int:
        return sum(len(phase.tasks) for phase in self.phases)


@lru_cache(maxsize=1)
def playbooks() -> dict[str, Playbook]:
    """Every built-in playbook by its key, the longest first. Raises ValueError for a file that breaks the rules."""
    read = [_read(path) for path in sorted(DATA.glob("*.toml"))]
    return {playbook.key: playbook for playbook in sorted(read, key=lambda one: -one.task_count)}


def _read(path: Path) -> Playbook:
    playbook = Playbook.model_validate(tomllib.loads(path.read_text()))
    if playbook.key != path.stem:
        raise ValueError(f"{path.name} holds the playbook {playbook.key!r}; both must have the same name.")
    return playbook
