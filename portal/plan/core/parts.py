"""Values that hang on a task and are more than a word: how each is kept in the log and told on the wire."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.plan.core.work import (
    Roles,
    read_files,
    read_promise,
    read_roles,
    read_steps,
    tell_files,
    write_files,
    write_promise,
    write_roles,
    write_steps,
)


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a task is stuck: what kind of obstacle, in words, `who` can clear it, since when, and who said so.

    `typed` is who typed it for them, if they did not.
    """

    kind: str = "other"
    note: str = ""
    who: str | None = None
    since: date | None = None
    by: str | None = None
    typed: str | None = None

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
class Word:
    """Somebody of a side agreed, on which day; `typed` is who pressed it for them, if they did not."""

    by: str | None
    side: str
    on: date
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A term that somebody changed since it was agreed on; `typed` is who typed it for them, if they did not."""

    field: str
    by: str | None
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a task stands between both sides: who proposed it (none: it was in the plan from the start), who agreed.

    `proposal_typed` is who typed the proposal for whoever made it. `terms` are what was agreed on, `changed` which of
    them were changed since, `before` what had been agreed before that.
    """

    proposed_by: str | None = None
    side: str = "team"
    words: tuple[Word, ...] = ()
    terms: Mapping[str, Any] | None = None
    changed: tuple[ChangedSince, ...] = ()
    before: "Agreement | None" = None
    proposal_typed: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist; ticked by whom and on which day, or not yet. `typed` is who ticked it for them."""

    id: str
    text: str
    by: str | None = None
    on: date | None = None
    typed: str | None = None

    @property
    def is_done(self) -> bool:
        return self.on is not None


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
    told = {"kind": blocker.kind, "note": blocker.note, "who": blocker.who, "since": since, "by": blocker.by}
    return told | _typed(blocker.typed)


def _typed(who: str | None) -> dict[str, str]:
    return {"typed": who} if who else {}


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


def _write_word(word: Word) -> list[str | None]:
    return [word.by, word.side, word.on.isoformat(), *([word.typed] if word.typed else [])]


def _write_change(change: ChangedSince) -> list[str | None]:
    return [change.field, change.by, *([change.typed] if change.typed else [])]


def _write_agreement(agreement: Agreement | None) -> dict[str, Any] | None:
    if agreement is None or agreement == Agreement():
        return None
    typed = {"proposal_typed": agreement.proposal_typed} if agreement.proposal_typed else {}
    return {
        "proposed_by": agreement.proposed_by,
        **typed,
        "side": agreement.side,
        "words": [_write_word(word) for word in agreement.words],
        "terms": dict(agreement.terms) if agreement.terms else None,
        "changed": [_write_change(change) for change in agreement.changed],
        "before": _write_agreement(agreement.before),
    }


def _read_agreement(record: Mapping[str, Any] | None) -> Agreement:
    if record is None:
        return Agreement()
    return Agreement(
        proposed_by=record["proposed_by"],
        side=record["side"],
        words=tuple(Word(by, side, date.fromisoformat(on), *typed) for by, side, on, *typed in record["words"]),
        terms=record["terms"],
        changed=tuple(ChangedSince(*change) for change in record["changed"]),
        before=_read_agreement(record["before"]) if record["before"] else None,
        proposal_typed=record.get("proposal_typed"),
    )


def _tell_agreement(agreement: Agreement) -> dict[str, Any] | None:
    """The wire says of the terms only those that were changed, and of a description only that it was."""
    if agreement == Agreement():
        return None
    short = [change.field for change in agreement.changed if change.field != "description"]
    was = {field: (agreement.terms or {}).get(field) for field in short}
    return {
        "proposed": agreement.proposed_by,
        "words": [_write_word(word) for word in agreement.words],
        "changed": [_write_change(change) for change in agreement.changed],
        "was": was,
    }


def _write_items(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [
        {"i": item.id, "text": item.text, "by": item.by, "on": item.on.isoformat() if item.on else None}
        | _typed(item.typed)
        for item in items
    ]


def _read_items(record: list[dict[str, Any]] | None) -> tuple[Item, ...]:
    return tuple(
        Item(one["i"], one["text"], one["by"], date.fromisoformat(one["on"]) if one["on"] else None, one.get("typed"))
        for one in record or ()
    )


# By the field's name on the wire and in the log.
PARTS: dict[str, Part] = {
    "blocker": Part("blocked", Blocked(), _write_blocked, _read_blocked, _tell_blocked),
    "agreed": Part("agreement", Agreement(), _write_agreement, _read_agreement, _tell_agreement),
    "checklist": Part("checklist", (), _write_items, _read_items, _write_items),
    "files": Part("files", (), write_files, read_files, tell_files),
    "roles": Part("roles", Roles(), write_roles, read_roles, write_roles),
    "promise": Part("promise", None, write_promise, read_promise, write_promise),
    # The team's alone: plan.seen_by_customer() takes it off.
    "behind": Part("behind", (), write_steps, read_steps, write_steps),
}
TEAM_PARTS = frozenset({"behind"})


def write_parts(task: Any) -> dict[str, Any]:
    """The parts of a task by attribute, as the log and the rows hold them."""
    return {part.attribute: part.write(getattr(task, part.attribute)) for part in PARTS.values()}


def read_parts(record: Mapping[str, Any]) -> dict[str, Any]:
    """What write_parts() wrote; a record from before a part existed has its default."""
    return {
        part.attribute: part.read(record[part.attribute]) if part.attribute in record else part.default
        for part in PARTS.values()
    }


def tell_parts(task: Any, fields: Iterable[str] = PARTS) -> dict[str, Any]:
    """The parts of a task by field, as the wire carries them."""
    return {field: PARTS[field].tell(getattr(task, PARTS[field].attribute)) for field in fields}
