"""What the demo teaches: lessons for administrators and for everyone, and how far Harbor & Pine is with them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from portal import clock
from portal.database import write
from portal.demo.deeds import just_now
from portal.plan.core.commands import LinkTask
from portal.plan.editor import Author, edit
from portal.plan.queries import plan_of
from portal.training import actions, library_actions
from portal.training.actions import Terms
from portal.training.library_actions import LessonWords, TrackWords
from portal.training.links import task_link
from portal.training.models import Lesson, Track

LOOK_AROUND = LessonWords(
    "Sign in and find your way",
    "You can sign in, find an item and see where it lies.",
    """Northwind Cloud opens in the browser you already use. There is nothing to install.

## Sign in

1. Open the address your administrator sent you and choose **Sign in with your company account**.
2. The first time, confirm your name and your site. If your site is missing, tell your administrator: it is a setting, \
not an error.

## The three places you need

- **Stock** shows what lies where, and how much of it is free.
- **Movements** lists everything that came in, went out or changed its place, newest first.
- **Tasks** is yours alone: what somebody asked you to count, move or check.

## Find something

Press `/` on any page and type part of an item number, a name, or a bin such as `B-07-3`. Three letters are enough.

## Try it

Find an item that you handled this week. Does its quantity match what is on the shelf? If it does not, **do not \
correct it yet**. Note the number: you will need it in the next lesson.""",
    minutes=6,
)
BOOK_STOCK = LessonWords(
    "Book goods in, out and across",
    "You can book a delivery, a pick and a move, and put a slip right.",
    """Every change of stock is a movement, and every movement has a reason. That is why nobody overwrites a number.

## Goods in

Open the order, press **Receive**, and count what is really there. If two pallets of five are missing, book three: the \
order stays open for the rest, and purchasing sees it at once.

## Goods out

Scan the pick list, then each item. A red line means the bin does not hold what the list expects. Stop there, and \
count the bin before you take from another.

## From bin to bin

**Move** takes from one bin and puts into another in a single step. Two separate bookings would make the goods vanish \
for a moment, and somebody always looks at that moment.

## When you slipped

- Within ten minutes: press **Undo** beside the movement.
- Later: book the opposite movement and choose the reason *correction*. Both stay visible, which is what the auditor \
wants to see.

## Try it

In the practice site, book a delivery of ten pieces with two missing, then move three of them to `A-01-1`.""",
    minutes=8,
)
USERS_AND_ROLES = LessonWords(
    "Users, roles and sites",
    "You can let people in, and only into what they need.",
    """You decide who sees what. The rule of thumb: give a role for what somebody does every week, not for what they \
might do once.

## The four roles

- **Reader** looks things up. Right for sales and for finance.
- **Operator** books movements at the sites you name.
- **Planner** also changes minimum stock, bins and counting plans.
- **Administrator** changes users, sites and interfaces. Have two, never one, and not more than four.

## Let somebody in

1. **Settings**, then **People**, then **Invite**. The address must be the one they sign in with.
2. Choose the role and *at least one site*. Without a site they see an empty list and call you.
3. They are in as soon as they sign in for the first time. No invitation expires before that.

## When somebody leaves

Take the account away in your own directory: with single sign-on they are out within a minute. Then look at **Tasks of \
people who left** and hand on what is open.

## Before the go-live

- Does everyone on the night shift have a role and a site?
- Has a second administrator signed in once?
- Who is asked when somebody cannot get in at six in the morning? Write the name into the plan.""",
    minutes=10,
)

FOR_EVERYONE = TrackWords("First steps in Northwind", "Everyone", "Two short lessons before your first day with it.")
FOR_ADMINISTRATORS = TrackWords(
    "Run Northwind Cloud", "Administrators", "What an administrator should have done once before the go-live."
)

TRAINERS = "Train the administrators"
END_USERS = "Train the end users"


@dataclass(frozen=True)
class Library:
    """The tracks by id, and the lessons in the order they are written above."""

    for_everyone: str
    for_administrators: str
    lessons: tuple[str, str, str]


def add_training(workspace_id: str, people: Mapping[str, str], task_ids: Mapping[str, str]) -> None:
    """Fill the library and give both tracks to the workspace: participants by first name, tasks by title.

    Jonas and Lena administer. Jonas is half-way, Lena has begun; two others took what is for everyone.
    """
    team = Author(None, workspace_id, "training", people.get("Priya"), "team")
    with clock.pretend(clock.now() - timedelta(days=8, hours=2)):
        library = _fill_library()
    administrators = [people[name] for name in ("Jonas", "Lena") if name in people]
    soon = clock.today("UTC") + timedelta(days=14)
    _give(Terms(library.for_administrators, administrators, soon, task_ids.get(TRAINERS)), team)
    _give(Terms(library.for_everyone, (), soon, task_ids.get(END_USERS)), team)
    _let_them_learn(people, library)


def _give(terms: Terms, team: Author) -> None:
    """Give a track some days ago, and hang it on its task."""
    with _given_then(), write() as session:
        given = actions.give_track(session, team.workspace_id, replace(terms, task_id=None), team)
        title = session.get_one(Track, terms.track_id).title
    plan_id = plan_of(team.workspace_id)
    if plan_id is None or terms.task_id is None:
        return
    with just_now():
        edit(plan_id, [LinkTask(terms.task_id, task_link(given, title))], team, f"demo.{given.id}")
    with _given_then(), write() as session:
        actions.change_assignment(session, given.id, terms, team)


def _given_then() -> AbstractContextManager[None]:
    return clock.pretend(clock.now() - timedelta(days=6, hours=3))


def _fill_library() -> Library:
    with write() as session:
        look, book, users = (
            library_actions.write_lesson(session, words).id for words in (LOOK_AROUND, BOOK_STOCK, USERS_AND_ROLES)
        )
        everyone = library_actions.create_track(session, FOR_EVERYONE).id
        administrators = library_actions.create_track(session, FOR_ADMINISTRATORS).id
        for track, lessons in ((everyone, (look, book)), (administrators, (look, users))):
            for lesson in lessons:
                library_actions.add_to_track(session, track, lesson)
                session.flush()
    return Library(everyone, administrators, (look, book, users))


def _let_them_learn(people: Mapping[str, str], library: Library) -> None:
    """Who did what, and how many hours ago."""
    look, book, users = library.lessons
    for hours_ago, name, lesson, is_done in (
        (122, "Jonas", look, True),
        (99, "Maria", look, True),
        (75, "Jonas", users, False),
        (51, "Lena", look, False),
        (28, "Maria", book, False),
    ):
        if name not in people:
            continue
        with clock.pretend(clock.now() - timedelta(hours=hours_ago)), write() as session:
            if is_done:
                actions.mark_done(session, people[name], lesson)
            else:
                actions.start_lesson(session, people[name], session.get_one(Lesson, lesson))
