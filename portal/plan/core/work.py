"""The work that hangs on a task, as frozen values: files, who has which say, who names the owner, what is behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class File:
    """A file on a task: put there by whom and on which day. One that was removed stays, to be brought back."""

    id: str
    name: str
    size: int
    by: str | None = None
    on: date | None = None
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Roles:
    """Who has a say besides the owner, who is responsible. Without a name of its own, the owner is accountable too."""

    accountable: str | None = None
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()

    def people(self) -> set[str]:
        """Everyone named here."""
        return {*self.consulted, *self.informed, *((self.accountable,) if self.accountable else ())}


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody names the task's owner until a day; the task `task` reminds of it."""

    who: str
    until: date
    task: str | None = None


def write_files(files: tuple[File, ...]) -> list[dict[str, Any]] | None:
    """The files as the log holds them."""
    return [{**_file(one), "removed": one.is_removed} for one in files] or None


def tell_files(files: tuple[File, ...]) -> list[dict[str, Any]]:
    """Those that stand, as the wire carries them."""
    return [_file(one) for one in files if not one.is_removed]


def _file(one: File) -> dict[str, Any]:
    return {"i": one.id, "name": one.name, "size": one.size, "by": one.by, "on": one.on.isoformat() if one.on else None}


def read_files(record: list[dict[str, Any]] | None) -> tuple[File, ...]:
    """The files that write_files() wrote."""
    return tuple(
        File(one["i"], one["name"], one["size"], one["by"], _date(one["on"]), one["removed"]) for one in record or ()
    )


def write_roles(roles: Roles) -> dict[str, Any] | None:
    """The roles as log and wire hold them; None where nobody has one."""
    if roles == Roles():
        return None
    return {
        "accountable": roles.accountable,
        "consulted": list(roles.consulted),
        "informed": list(roles.informed),
    }


def read_roles(record: Mapping[str, Any] | None) -> Roles:
    """The roles that write_roles() wrote."""
    if record is None:
        return Roles()
    return Roles(record["accountable"], tuple(record["consulted"]), tuple(record["informed"]))


def write_promise(promise: Promise | None) -> dict[str, Any] | None:
    """The promise as log and wire hold it."""
    if promise is None:
        return None
    return {"who": promise.who, "until": promise.until.isoformat(), "task": promise.task}


def read_promise(record: Mapping[str, Any] | None) -> Promise | None:
    """The promise that write_promise() wrote."""
    if record is None:
        return None
    return Promise(record["who"], date.fromisoformat(record["until"]), record["task"])


def write_steps(steps: tuple[str, ...]) -> list[str] | None:
    """The ids of internal tasks as the log holds them."""
    return list(steps) or None


def read_steps(record: list[str] | None) -> tuple[str, ...]:
    """The ids that write_steps() wrote."""
    return tuple(record or ())


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
