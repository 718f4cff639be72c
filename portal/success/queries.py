"""What done means in a workspace, who signed it, and what was reached, as its pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.people.models import Side, Workspace
from portal.success.models import ConfirmationAsk, Definition, Landmark, LandmarkKind, Meaning, Signature

TOPIC = "done"


@dataclass(frozen=True)
class MeaningSeen:
    """One meaning as it stands: who signed these words, and who signed others that they have since replaced."""

    kind: Meaning
    words: str
    signed: Sequence[Signature]
    outdated: Sequence[Signature]

    @property
    def is_agreed(self) -> bool:
        """Whether a named person on each side signed these words."""
        return bool(self.words) and {signature.side for signature in self.signed} == set(Side)

    def signed_by(self, participant_id: str | None) -> Signature | None:
        """That person's signature under these words."""
        return next((one for one in self.signed if one.participant_id == participant_id), None)


def words_of(workspace: Workspace, kind: Meaning) -> str:
    """What `kind` means here; empty while nobody wrote it down."""
    words: str = getattr(workspace, f"{kind.value}_means")
    return words


def meanings_of(workspace: Workspace) -> list[MeaningSeen]:
    """All three, in the order in which they come true."""
    given = select(Signature).where(Signature.workspace_id == workspace.id, Signature.withdrawn_at.is_(None))
    signatures = db.session.scalars(given.order_by(Signature.at)).all()
    return [_seen(workspace, kind, [one for one in signatures if one.meaning is kind]) for kind in Meaning]


def _seen(workspace: Workspace, kind: Meaning, signatures: Sequence[Signature]) -> MeaningSeen:
    words = words_of(workspace, kind)
    signed = [one for one in signatures if one.words == words]
    return MeaningSeen(kind, words, signed, [one for one in signatures if one.words != words])


def landmarks_of(session: Session, workspace_id: str) -> dict[LandmarkKind, Landmark]:
    """What was reached so far."""
    rows = session.scalars(select(Landmark).where(Landmark.workspace_id == workspace_id))
    return {row.kind: row for row in rows}


def count_asks(session: Session, workspace_id: str) -> int:
    """How often the customer was asked to confirm the first value."""
    asks = select(func.count()).where(ConfirmationAsk.workspace_id == workspace_id)
    return session.scalar(asks) or 0


def last_ask(session: Session, workspace_id: str) -> ConfirmationAsk | None:
    """The latest of them."""
    asks = select(ConfirmationAsk).where(ConfirmationAsk.workspace_id == workspace_id)
    return session.scalar(asks.order_by(ConfirmationAsk.at.desc()).limit(1))


def is_confirmation_wanted(workspace_id: str) -> bool:
    """Whether the customer was asked whether the first value is there, and did not confirm it yet."""
    first = db.session.get(Landmark, (workspace_id, LandmarkKind.FIRST_VALUE))
    if first is not None:
        return first.confirmed_by_id is None
    return count_asks(db.session(), workspace_id) > 0


def missing_of(reached: Mapping[LandmarkKind, Landmark]) -> list[LandmarkKind]:
    """Which of first value and go-live were not reached: the onboarding is not complete without both."""
    return [kind for kind in (LandmarkKind.FIRST_VALUE, LandmarkKind.GO_LIVE) if kind not in reached]


def topic_of(workspace_id: str) -> str:
    """The name under which the definition of done is followed live."""
    return f"{TOPIC}:{workspace_id}"


def revision_of(session: Session, workspace_id: str) -> int:
    """How far its news have come."""
    return session.scalar(select(Definition.revision).where(Definition.workspace_id == workspace_id)) or 0
