"""What is kept for a while only, and for how long. Everything here has served its purpose when it goes."""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from portal import clock, database, green
from portal.access.models import BrowserSession, Grant, JoinCode, SignIn
from portal.access.sessions import CUSTOMER_AT_MOST
from portal.chat.models import MessageRow, MessageVersion
from portal.config import settings
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.intake.models import AnswerRow, FormRow, Submission
from portal.plan.models import AgreedRow, Receipt
from portal.training.models import Assignee, Assignment, Lesson, LessonMark, Track, TrackLesson

# A client that was away for longer than this asks for a snapshot; it never sends an operation again.
RECEIPTS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=1)
# Who opened a link and never said who they are, for each link; whoever is let go opens it again.
UNNAMED_PER_LINK = 500
# Long enough that whoever went back to an older database, which does not know the newest files, can go forward again.
STRANDED_FILES_KEPT = timedelta(days=30)


def purge_stranded_files() -> None:
    """Delete uploads that no row names: the server ended, or could not save, between the file and its row."""
    old = green.offload(store.older_than, clock.now() - STRANDED_FILES_KEPT, store.root())
    known = set(db.session.scalars(select(StoredFile.id)))
    for path in old:
        if path.name not in known:
            path.unlink(missing_ok=True)


def purge_removed() -> None:
    """Delete for good what was removed longer ago than it is kept to be brought back.

    Steps and phases stay, since they are part of the plan's history, and people too: they are erased on request.
    """
    until = clock.now() - timedelta(days=settings().removed_days)
    with database.write() as session:
        _purge_forms(session, select(FormRow.id).where(FormRow.removed_at < until))
        _purge_training(session, until)
        session.execute(delete(AgreedRow).where(AgreedRow.removed_at < until))
        silent = select(MessageRow.id).where(MessageRow.removed_at < until)
        session.execute(delete(MessageVersion).where(MessageVersion.message_id.in_(silent)))


def _purge_forms(session: Session, old: Select[str]) -> None:
    """Forms with all that was answered, handed in and uploaded; the bytes go as stranded files."""
    given = session.execute(select(AnswerRow.value, AnswerRow.removed_files).where(AnswerRow.form_id.in_(old))).all()
    handed_in = session.scalars(select(Submission.answers).where(Submission.form_id.in_(old))).all()
    lists = [value for row in given for value in row] + [value for answers in handed_in for value in answers.values()]
    files = {one["id"] for value in lists if isinstance(value, list) for one in value if isinstance(one, dict)}
    forms = session.scalars(old).all()
    for table in (AnswerRow, Submission):
        session.execute(delete(table).where(table.form_id.in_(forms)))
    session.execute(delete(FormRow).where(FormRow.id.in_(forms)))
    session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))


def _purge_training(session: Session, until: datetime) -> None:
    """Trainings, then tracks that nobody has, then lessons that nobody began."""
    taken_back = select(Assignment.id).where(Assignment.removed_at < until)
    session.execute(delete(Assignee).where(Assignee.assignment_id.in_(taken_back)))
    session.execute(delete(Assignment).where(Assignment.removed_at < until))
    is_given = exists().where(Assignment.track_id == Track.id)
    tracks = session.scalars(select(Track.id).where(Track.removed_at < until, ~is_given)).all()
    is_begun = exists().where(LessonMark.lesson_id == Lesson.id)
    lessons = session.scalars(select(Lesson.id).where(Lesson.removed_at < until, ~is_begun)).all()
    videos = select(Lesson.video_file_id).where(Lesson.id.in_(lessons), Lesson.video_file_id.is_not(None))
    files = session.scalars(videos).all()
    places = or_(TrackLesson.track_id.in_(tracks), TrackLesson.lesson_id.in_(lessons))
    session.execute(delete(TrackLesson).where(places))
    session.execute(delete(Track).where(Track.id.in_(tracks)))
    session.execute(delete(Lesson).where(Lesson.id.in_(lessons)))
    session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))


def purge_receipts() -> None:
    """Delete the answers kept for operations that might have been sent twice."""
    with database.write() as session:
        session.execute(delete(Receipt).where(Receipt.at < clock.now() - RECEIPTS_KEPT))


def purge_entries() -> None:
    """Delete browser sessions, sign-ins and short codes that no longer open anything."""
    now = clock.now()
    with database.write() as session:
        session.execute(delete(JoinCode).where(JoinCode.expires_at < now))
        session.execute(delete(SignIn).where(SignIn.expires_at < now - SIGN_INS_KEPT))
        session.execute(delete(BrowserSession).where(BrowserSession.seen_at < now - CUSTOMER_AT_MOST))
        _purge_unnamed(session)


def _purge_unnamed(session: Session) -> None:
    """Let go of those who only looked around longest ago, where they are too many, and of sessions that hold nothing.

    A program that opens one shared link over and over would fill the tables otherwise.
    """
    place = func.row_number().over(partition_by=Grant.link_id, order_by=(BrowserSession.seen_at.desc(), Grant.id))
    unnamed = select(Grant.id, place.label("place")).join(BrowserSession).where(Grant.participant_id.is_(None))
    found = unnamed.subquery()
    session.execute(delete(Grant).where(Grant.id.in_(select(found.c.id).where(found.c.place > UNNAMED_PER_LINK))))
    holds_nothing = BrowserSession.member_id.is_(None), ~exists().where(Grant.session_id == BrowserSession.id)
    session.execute(delete(BrowserSession).where(*holds_nothing))
