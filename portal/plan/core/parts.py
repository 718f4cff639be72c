"""Values that hang on a task and are more than a word: how each is kept in the log and told on the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a task is stuck: what kind of obstacle, in words, `who` can clear it, since when, and who said so."""

    kind: str = "other"
    note: str = ""
    who: str | None = None
    since: date | None = None
    by: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether somebody said more than that the task is stuck."""
        return bool(self.kind != "other" or self.note or self.who)


@dataclass(frozen=True, slots=True)
class Spell:
    """A blocker that was cleared, and on which day."""

    blocker: Blocker
    until: date


@dataclass(frozen=True, slots=True)
class Blocked:
    """What blocks the task now, if anything, and what did before."""

    now: Blocker | None = None
    ended: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """How one such value becomes JSON in the log and back, and what of it the wire tells. `attribute` is the task's."""

    attribute: str
    default: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    tell: Callable[[Any], Any]


def _write_blocker(blocker: Blocker | None) -> dict[str, Any] | None:
    if blocker is None:
        return None
    since = blocker.since.isoformat() if blocker.since else None
    return {"kind": blocker.kind, "note": blocker.note, "who": blocker.who, "since": since, "by": blocker.by}


def _read_blocker(record: Mapping[str, Any] | None) -> Blocker | None:
    if record is None:
        return None
    since = record["since"]
    return Blocker(**{**record, "since": date.fromisoformat(since) if since else None})


def _write_blocked(blocked: Blocked) -> dict[str, Any] | None:
    if blocked == Blocked():
        return None
    ended = [{"blocker": _write_blocker(spell.blocker), "until": spell.until.isoformat()} for spell in blocked.ended]
    return {"now": _write_blocker(blocked.now), "ended": ended}


def _read_blocked(record: Mapping[str, Any] | None) -> Blocked:
    if record is None:
        return Blocked()
    ended = (
        Spell(_read_blocker(one["blocker"]) or Blocker(), date.fromisoformat(one["until"])) for one in record["ended"]
    )
    return Blocked(_read_blocker(record["now"]), tuple(ended))


def _tell_blocked(blocked: Blocked) -> dict[str, Any] | None:
    return _write_blocker(blocked.now)


# By the field's name on the wire and in the log.
PARTS: dict[str, Part] = {
    "blocker": Part("blocked", Blocked(), _write_blocked, _read_blocked, _tell_blocked),
}


def write_parts(task: Any) -> dict[str, Any]:
    """The parts of a task by attribute, as the log and the rows hold them."""
    return {part.attribute: part.write(getattr(task, part.attribute)) for part in PARTS.values()}


def read_parts(record: Mapping[str, Any]) -> dict[str, Any]:
    """What write_parts() wrote; a record from before a part existed has its default."""
    return {
        part.attribute: part.read(record[part.attribute]) if part.attribute in record else part.default
        for part in PARTS.values()
    }


def tell_parts(task: Any) -> dict[str, Any]:
    """The parts of a task by field, as the wire carries them."""
    return {field: part.tell(getattr(task, part.attribute)) for field, part in PARTS.items()}
