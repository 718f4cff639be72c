"""What was said in the demo: both rooms and a few comments, each written by its author in its hour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import clock, database
from portal.chat.actions import carry_out, tell_milestone
from portal.chat.operations import Edit, Say, thread_of
from portal.extensions import db
from portal.jobs.models import Job
from portal.people.models import Workspace
from portal.people.queries import faces
from portal.plan.editor import Author
from portal.plan.milestones import MILESTONE_REACHED

SHARED, INTERNAL = "shared", "internal"


@dataclass(frozen=True)
class Words:
    """What `person` (a first name) wrote `days_ago` at `hour` and `minute`; `on` is how the title of a task begins."""

    days_ago: int
    at: time
    person: str
    body: str
    room: str = SHARED
    on: str = ""
    edited_to: str = ""


SAID = (
    Words(
        17,
        time(13, 20),
        "Anna",
        "Thank you all for this morning. The plan is yours as much as ours: change a date right in the row when it "
        "does not fit, and we see it at once.",
    ),
    Words(17, time(14, 2), "Maria", "Good start! Jonas and Lena have the link now, David looks in on Mondays."),
    Words(
        12,
        time(9, 15),
        "Lena",
        "Question from the warehouse: do the hand scanners in Hamburg need anything before the tests? They are "
        "*Zebra TC52*, about four years old.",
    ),
    Words(
        12,
        time(9, 48),
        "Tom",
        "They will do. Two things would help:\n\n- the list of serial numbers\n- one scanner here with us for a week",
    ),
    Words(12, time(10, 5), "Lena", "You get both on Thursday."),
    Words(
        6,
        time(16, 40),
        "Anna",
        "Maria sounded worried about the security board. I would rather plan ten days for it than five.",
        room=INTERNAL,
    ),
    Words(
        6,
        time(16, 52),
        "Tom",
        "Agreed. I can set up the sign-on against a test tenant meanwhile, so we lose nothing.",
        room=INTERNAL,
    ),
    Words(
        5,
        time(14, 10),
        "Jonas",
        "The export runs per year; 2024 is 1.8 GB. Shall I cut it by warehouse?",
        on="Export",
    ),
    Words(5, time(14, 31), "Tom", "By year is fine. Gzip is enough, no need to cut it.", on="Export"),
    Words(
        4,
        time(17, 40),
        "Friederike",
        "The board only meets on Wednesday in two weeks.",
        on="Approve single sign-on",
        edited_to="The board only meets in two weeks. I can ask for a written vote.",
    ),
    Words(3, time(9, 2), "Anna", "A written vote would save the go-live date.", on="Approve single sign-on"),
    Words(
        3,
        time(9, 10),
        "Tom",
        "If it slips past next Friday, I move the acceptance tests and tell them on Monday.",
        room=INTERNAL,
        on="Approve single sign-on",
    ),
    Words(1, time(11, 30), "Maria", "Friederike has sent the paper to the board. Fingers crossed."),
    Words(1, time(11, 42), "Anna", "Wonderful, thank you both. I will join if they have questions."),
)


def tell_chat(workspace_id: str, people: Mapping[str, str], tasks: Mapping[str, str]) -> None:
    """Let the conversation happen again. `people` are participants by first name, `tasks` ids by title."""
    zone = db.session.get_one(Workspace, workspace_id).timezone
    sides = {face.id: face.side.value for face in faces(workspace_id).values()}
    for at, author_id, operation in sorted(_past(zone, people, tasks), key=lambda one: one[0]):
        author = Author(None, workspace_id, participant_id=author_id, side=sides[author_id])
        _tell_milestones(workspace_id, at)
        with clock.pretend(at):
            carry_out(author, [operation])
    _tell_milestones(workspace_id, clock.now())


def _past(zone: str, people: Mapping[str, str], tasks: Mapping[str, str]) -> Iterator[tuple[datetime, str, Say | Edit]]:
    for words in SAID:
        message_id, by = database.new_id(), people[words.person]
        at = datetime.combine(clock.today(zone) - timedelta(days=words.days_ago), words.at, ZoneInfo(zone))
        thread = thread_of(_task(tasks, words.on)) if words.on else None
        yield at, by, Say.model_validate({"m": message_id, "room": words.room, "thread": thread, "body": words.body})
        if words.edited_to:
            yield at + timedelta(minutes=3), by, Edit(m=message_id, body=words.edited_to, base=words.body)


def _task(tasks: Mapping[str, str], beginning: str) -> str:
    return next(task_id for title, task_id in tasks.items() if title.startswith(beginning))


def _tell_milestones(workspace_id: str, until: datetime) -> None:
    """The lines that milestones earned until then, in their place among what was said."""
    waiting = select(Job).where(Job.kind == MILESTONE_REACHED, Job.done_at.is_(None), Job.due_at <= until)
    for job in db.session.scalars(waiting.order_by(Job.due_at)).all():
        if job.payload["workspace"] != workspace_id:
            continue
        payload, job_id = dict(job.payload), job.id
        tell_milestone(payload)
        with database.write() as session:
            session.get_one(Job, job_id).done_at = clock.now()
