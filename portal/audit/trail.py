"""The chain: each act is sealed together with the seal before it, so that nobody without the key can change, drop or
reorder one unseen. What an act was about can be erased: its hash is what was sealed.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import AuditRow, Recorded
from portal.config import settings
from portal.subkeys import subkey

PURPOSE = "audit"
BEGINNING = "0" * 64
# Any number will do, as long as it is always the same one, and not that of migrating.
ADVISORY_LOCK = 0x6F6E_6175_6469
PAGE = 1_000
CUT_OFF = "The head that was kept is no longer part of the log: its end was cut off or redone."


def remember_who(person_id: str | None) -> None:
    """Whoever acts in this request, for what it will record."""
    g.onward_by = person_id


def record(
    session: Session, act: Recorded, workspace_id: str | None = None, by: str | None = None, **about: Any
) -> None:
    """Record an act in the transaction of its cause. `by` is who acts in this request, unless it is given."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    last = session.execute(
        select(AuditRow.number, AuditRow.mac).order_by(AuditRow.number.desc()).limit(1)
    ).one_or_none()
    key = settings().secret_keys[-1]
    # Salted, or a short payload that was erased could be guessed from its hash.
    payload = {"salt": secrets.token_urlsafe(12), **about}
    row = {
        "number": last.number + 1 if last else 1,
        "at": clock.now(),
        "act": act.value,
        "by_id": by or (g.get("onward_by") if has_request_context() else None),
        "workspace_id": workspace_id,
        "payload_hash": hash_of(payload),
    }
    sealed = {"payload": payload, "key_name": name_of_key(key), "mac": seal(key, last.mac if last else BEGINNING, row)}
    session.execute(insert(AuditRow), [{**row, **sealed}])


def hash_of(payload: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_of_key(key: str) -> str:
    """By which the key of a seal is found again; tells nothing about it."""
    return hashlib.sha256(subkey(key, f"{PURPOSE} name")).hexdigest()[:32]


def seal(key: str, before: str, row: dict[str, Any]) -> str:
    """The MAC over the seal before and everything that is kept of the act."""
    at: datetime = row["at"]
    parts = [before, row["number"], at.astimezone(UTC).isoformat(), row["act"], row["by_id"], row["workspace_id"]]
    words = json.dumps([*parts, row["payload_hash"]], ensure_ascii=False)
    return hmac.new(subkey(key, PURPOSE), words.encode(), hashlib.sha256).hexdigest()


def erase(session: Session, numbers: Sequence[int]) -> None:
    """Erase what these acts were about; that they happened, when and by whom stays, and so does the chain."""
    session.execute(update(AuditRow).where(AuditRow.number.in_(numbers)).values(payload=None))


@dataclass(frozen=True)
class Verified:
    """How far the chain is whole. `broken` says where it is not, for people; `head` can be kept elsewhere."""

    acts: int
    erased: int
    head: str
    broken: str | None = None


def verify(session: Session, keys: Sequence[str], known_head: str | None = None) -> Verified:
    """Walk the whole chain; `known_head` is what verify() said earlier, and must still be part of it."""
    by_name = {name_of_key(key): key for key in keys}
    before, acts, erased, is_known = BEGINNING, 0, 0, known_head is None
    for row in _rows(session):
        problem = _problem(row, acts + 1, before, by_name)
        if problem:
            return Verified(acts, erased, _head(acts, before), problem)
        before, acts = row.mac, acts + 1
        erased += row.payload is None
        is_known = is_known or _head(acts, before) == known_head
    return Verified(acts, erased, _head(acts, before), None if is_known else CUT_OFF)


def _rows(session: Session) -> Iterable[Any]:
    return session.execute(select(AuditRow.__table__).order_by(AuditRow.number)).yield_per(PAGE)


def _problem(row: Any, number: int, before: str, keys: dict[str, str]) -> str | None:
    if row.number != number:
        return f"Act {number} is missing: after {number - 1} comes {row.number}."
    if row.key_name not in keys:
        return f"Act {number} was sealed by a key that is not here. Bring it back (onward keys import)."
    if not hmac.compare_digest(seal(keys[row.key_name], before, row._asdict()), row.mac):
        return f"Act {number} ({row.act}, {row.at.isoformat()}) is not what was recorded."
    if row.payload is not None and hash_of(row.payload) != row.payload_hash:
        return f"What act {number} ({row.act}, {row.at.isoformat()}) was about is not what was recorded."
    return None


def _head(number: int, mac: str) -> str:
    return f"{number}:{mac}"
