"""The team's library of lessons and tracks, what of it a workspace was given, and how far each person is."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Base, Id, Rank, Ref


class Lesson(Base):
    """One lesson of the library: words in markdown, and a video from a file or an allow-listed address."""

    __tablename__ = "lessons"

    id: Mapped[Id]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    video_file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    embed_url: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class Track(Base):
    """Lessons in an order, for an audience such as administrators or end users."""

    __tablename__ = "tracks"

    id: Mapped[Id]
    title: Mapped[str]
    audience: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class TrackLesson(Base):
    __tablename__ = "track_lessons"

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lessons.id"), primary_key=True, index=True)
    rank: Mapped[Rank]


class Assignment(Base):
    """A track given to a workspace. `done_at` is when everybody it is for had done all its lessons."""

    __tablename__ = "assignments"

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    track_id: Mapped[Ref] = mapped_column(ForeignKey("tracks.id"))
    task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]


class Assignee(Base):
    """Whom an assignment is for. Without any, one person of the customer who does it all is enough."""

    __tablename__ = "assignees"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True, index=True)


class LessonMark(Base):
    """How far one person is in one lesson, and in which version of it."""

    __tablename__ = "lesson_marks"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lessons.id"), primary_key=True, index=True)
    version: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
