"""The committed go-live: it moves only with the word of both sides. One proposes another day, the other answers."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.actor import Actor
from portal.access.models import Link
from portal.access.visits import note_customer_acted
from portal.database import after_commit
from portal.live.doorbell import ring_topic
from portal.people.dates import locked
from portal.people.models import Side, Workspace
from portal.people.naming import Refused
from portal.plan.models import GoLiveProposal

TOPIC = "golive"
AGREED, DECLINED, WITHDRAWN = "agreed", "declined", "withdrawn"
SHOWN_AT_MOST = 50
# Visits are noted at most once a minute: one this short a time before may have gone on since.
STILL_THERE = timedelta(minutes=2)


def open_proposal(session: Session, workspace_id: str) -> GoLiveProposal | None:
    """The one that waits for an answer; there is never more than one."""
    waiting = select(GoLiveProposal).where(GoLiveProposal.workspace_id == workspace_id, GoLiveProposal.answer.is_(None))
    return session.scalars(waiting).first()


def proposals(session: Session, workspace_id: str) -> list[GoLiveProposal]:
    """The last ones, the newest first; the one that waits is among them."""
    ever = select(GoLiveProposal).where(GoLiveProposal.workspace_id == workspace_id)
    return list(session.scalars(ever.order_by(GoLiveProposal.at.desc(), GoLiveProposal.id).limit(SHOWN_AT_MOST)))


def topic_of(workspace_id: str) -> str:
    """The committed go-live's name on the wire."""
    return f"{TOPIC}:{workspace_id}"


def count_words(session: Session, workspace_id: str) -> int:
    """How many words were given on the go-live so far: every proposal, answer and confirmation is one."""
    one = GoLiveProposal
    given = func.count(one.id) + func.count(one.answer)
    confirmed = func.count(case((one.is_verified, 1))) + func.count(case((one.answer_is_verified, 1)))
    return session.scalar(select(given + confirmed).where(one.workspace_id == workspace_id)) or 0


def _tell(session: Session, workspace_id: str) -> None:
    session.flush()
    number = count_words(session, workspace_id)
    after_commit(session, lambda: ring_topic(topic_of(workspace_id), number))


def propose(session: Session, actor: Actor, day: date, reason: str) -> GoLiveProposal:
    """Propose another committed go-live; a proposal of one's own side that still waits gives way to it.

    Raises Refused where there is nothing to move, for a day that makes no sense, and while the other side's waits.
    """
    workspace = _locked(session, actor)
    if workspace.go_live_on is None:
        raise Refused("day", _("There is no committed go-live yet. The team sets the first one in the settings."))
    if day == workspace.go_live_on:
        raise Refused("day", _("This is the day you have already agreed on."))
    if workspace.kickoff_on and day < workspace.kickoff_on:
        raise Refused("day", _("The go-live cannot come before the kickoff."))
    waiting = open_proposal(session, workspace.id)
    if waiting and waiting.side is not actor.side:
        raise Refused("day", _("The other side has proposed a day. Answer that first."))
    if waiting:
        _close(waiting, actor, WITHDRAWN)
    assert actor.participant_id is not None, "who edits has a name"
    proposal = GoLiveProposal(
        workspace_id=workspace.id,
        before_on=workspace.go_live_on,
        day=day,
        reason=reason,
        by_id=actor.participant_id,
        side=actor.side,
        is_verified=is_known(actor),
    )
    session.add(proposal)
    _tell(session, workspace.id)
    return proposal


def answer(session: Session, actor: Actor, proposal_id: str, word: str, reason: str = "") -> GoLiveProposal:
    """Agree or decline as the other side, or withdraw as one's own; agreeing moves the committed day.

    Raises Refused where it does not wait any more, or is not this side's to answer.
    """
    workspace = _locked(session, actor)
    proposal = open_proposal(session, workspace.id)
    if proposal is None or proposal.id != proposal_id:
        raise Refused("", _("This proposal does not wait for an answer any more."))
    if (word == WITHDRAWN) != (proposal.side is actor.side):
        raise Refused("", _("This is for the other side to say."))
    _close(proposal, actor, word, reason)
    if word == AGREED:
        workspace.go_live_on = proposal.day
    _tell(session, workspace.id)
    return proposal


def verify(session: Session, actor: Actor, proposal_id: str) -> None:
    """Somebody we know stands behind a word that was given under a name said on a shared link."""
    _locked(session, actor)
    proposal = session.get(GoLiveProposal, proposal_id)
    if proposal is None or proposal.workspace_id != actor.workspace_id or not is_known(actor):
        raise Refused("", _("This proposal does not wait for an answer any more."))
    if proposal.side is actor.side and not proposal.is_verified:
        proposal.is_verified, proposal.by_id = True, actor.participant_id or proposal.by_id
    elif proposal.side is not actor.side and proposal.answer in (AGREED, DECLINED) and not proposal.answer_is_verified:
        proposal.answer_is_verified, proposal.answered_by_id = True, actor.participant_id
    _tell(session, actor.workspace_id)


def release_unseen(session: Session, workspace: Workspace) -> None:
    """A draft again: nobody is held to a day that its activation alone committed, and that no customer has seen."""
    if workspace.committed_at is None or not workspace.committed_by_activation:
        return
    since = workspace.committed_at - STILL_THERE
    is_agreed = exists().where(GoLiveProposal.workspace_id == workspace.id, GoLiveProposal.answer == AGREED)
    has_come = exists().where(Link.workspace_id == workspace.id, Link.last_used_at > since)
    has_acted = workspace.customer_acted_at is not None and workspace.customer_acted_at > since
    if not has_acted and not session.scalar(select(or_(is_agreed, has_come))):
        workspace.committed_at, workspace.committed_by_activation = None, False


def is_known(actor: Actor) -> bool:
    """Whether we know that it is them: a member, or who came by a link of their own."""
    return actor.side is Side.TEAM or actor.is_verified


def _close(proposal: GoLiveProposal, actor: Actor, word: str, reason: str = "") -> None:
    proposal.answer = word
    proposal.answer_reason = reason
    proposal.answered_by_id = actor.participant_id
    proposal.answer_is_verified = is_known(actor)
    proposal.answered_at = clock.now()


def _locked(session: Session, actor: Actor) -> Workspace:
    """The workspace, so that answers come one after the other."""
    workspace = locked(session, actor.workspace_id)
    note_customer_acted(session, workspace.id, actor.side)
    return workspace
