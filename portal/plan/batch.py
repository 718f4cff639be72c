"""A batch: the edits of one plan that are decided and saved together, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal import clock, database
from portal.access.actor import Key, actors_among, ask_for_actors
from portal.access.policy import Act, may
from portal.access.visits import note_visit
from portal.config import settings
from portal.jobs.queue import enqueue
from portal.live import doorbell
from portal.plan import memory, statements
from portal.plan.answers import Answer, accepted, refused
from portal.plan.core.apply import Draft
from portal.plan.core.commands import Command, Limits, Rejected, Writer
from portal.plan.core.decide import decide
from portal.plan.core.named import new_id_of, people_in
from portal.plan.core.plan import Plan
from portal.plan.history.readings import READ_ON
from portal.plan.milestones import tell_of_milestones
from portal.plan.operations import operations_of
from portal.plan.store import StoredEvent, add_rows, change_rows, save_events, save_snapshot
from portal.plan.texts.settle import follow_plan, name_typists, steps_of
from portal.plan.texts.store import Typist

SNAPSHOT_EVERY = 1_000
# Where a thousand changes come at once the next thousand may follow, and reading them costs as much as saving them.
READ_ON_AFTER = timedelta(minutes=10)
NOTED_AT_MOST_EVERY = timedelta(minutes=1)
NOTED_AT_MOST = 10_000
Found = Callable[[], list[Any]]
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: a browser session in a workspace, whose rights are read anew; or, without one, the product itself.

    The product acts with the team's rights, in the name of a participant and their `side` where one caused it.
    `said` is the participant who says what the author types.
    """

    session_id: str | None
    workspace_id: str
    via: str = "person"
    participant_id: str | None = None
    side: str = "team"
    said: str | None = None


@dataclass
class Request:
    commands: Sequence[Command]
    author: Author
    cid: str
    # Hears the answer, where nobody waits for it.
    answered: Callable[[Answer], None] | None = None
    answer: Answer | None = None


class Batch:
    """Everything one commit needs to know, read in a fixed number of queries."""

    def __init__(self, session: Session, plan_id: str, requests: list[Request]) -> None:
        self.session, self.plan_id, self.requests = session, plan_id, requests
        self.connection = database.connection_of(session)
        self.events: list[StoredEvent] = []
        self.receipts: dict[str, dict[str, Any]] = {}
        self.at = clock.now()
        self.at_text = self.at.isoformat()
        self.limits = _limits()

    def run(self) -> list[Answer]:
        """Decide every request in order, save what happened, and give the answers."""
        with database.in_one_go(self.connection):
            # First the lock: what the others find is as it stands once the plan is ours.
            plan_row = self._lock_plan()
            actors, people, receipts, taken = (
                self._ask_for_actors(),
                self._ask_for_people(),
                self._ask_for_receipts(),
                self._ask_for_taken_ids(),
            )
        row = next(iter(plan_row()), None)
        if row is None:
            return [refused(Rejected("gone", "plan_gone"))] * len(self.requests)
        self.workspace_id, self.revision, self.shared_revision = row.workspace_id, row.revision, row.shared_revision
        self.today = clock.today(row.timezone)
        self.before = memory.plan_at(self.session, self.plan_id, row.revision)
        self.draft = Draft(self.before)
        keys = {key for key in self._keys() if key[1] == self.workspace_id}
        self.actors = actors_among(keys, actors())
        # Who of the people that are named takes part here, and who of them on the customer's side.
        found = people()
        self.people = frozenset(row.id for row in found)
        self.customers = frozenset(row.id for row in found if row.contact_id)
        self.known = {row.cid: row for row in receipts()}
        self.taken = {row.id for row in taken()}
        answers = [self._answer(request) for request in self.requests]
        self._save()
        return answers

    def _lock_plan(self) -> Found:
        """The plan's counters, the row locked, so that the order of commits is the order of revisions."""
        return statements.LOCK_PLAN.ask(self.connection, {"plan": self.plan_id})

    def _keys(self) -> set[Key]:
        authors = {request.author for request in self.requests}
        return {(author.session_id, author.workspace_id) for author in authors if author.session_id}

    def _ask_for_actors(self) -> Found:
        keys = self._keys()
        return ask_for_actors(self.session, keys) if keys else list

    def _ask_for_people(self) -> Found:
        owners = {who for request in self.requests for command in request.commands for who in people_in(command)}
        owners |= {request.author.said for request in self.requests if request.author.said}
        asked = {"plan": self.plan_id, "owners": list(owners)}
        return statements.PEOPLE.ask(self.connection, asked) if owners else list

    def _ask_for_receipts(self) -> Found:
        cids = [request.cid for request in self.requests]
        return statements.RECEIPTS.ask(self.connection, {"plan": self.plan_id, "cids": cids})

    def _ask_for_taken_ids(self) -> Found:
        """Which of the new ids stand anywhere already; a used id answers like a missing one."""
        new = [new_id_of(command) for request in self.requests for command in request.commands]
        wanted = {"ids": [new_id for new_id in new if new_id]}
        return statements.TAKEN_IDS.ask(self.connection, wanted) if wanted["ids"] else list

    def _answer(self, request: Request) -> Answer:
        actor = None
        if request.author.session_id:
            actor = self.actors.get((request.author.session_id, self.workspace_id))
            if actor is None or request.author.workspace_id != self.workspace_id:
                return refused(Rejected("revoked", "no_longer_in"))
        participant = actor.participant_id if actor else request.author.participant_id
        side = actor.side.value if actor else request.author.side
        known = self.known.get(request.cid) or self.receipts.get(request.cid)
        if known is not None:
            return self._answer_again(known, participant, side)
        if actor is not None and not may(actor, Act.EDIT):
            return refused(Rejected("forbidden", "may_not_edit"))
        is_team = actor is None or side == "team"
        # Who came by a link may be anybody: they put no words into the team's mouth.
        if request.author.said and request.author.said not in (self.people if is_team else self.customers):
            return refused(Rejected("invalid", "not_a_participant", field="said"))
        said = request.author.said if request.author.said != participant else None
        said_side = ("customer" if said in self.customers else "team") if said else ""
        writer = Writer(is_team, self.people, participant, self.today, said, said_side)
        return self._decide(request, writer, participant, side)

    def _answer_again(self, known: Any, participant: str | None, side: str) -> Answer:
        known = known if isinstance(known, dict) else known._asdict()
        if known["by_id"] != participant:
            return refused(Rejected("invalid", "malformed", field="cid"))
        return accepted(known["revision"], known["shared_revision"], side, is_duplicate=True)

    def _decide(self, request: Request, writer: Writer, participant: str | None, side: str) -> Answer:
        found = steps_of(self.session, request.commands)
        restart = self._checkpoint() if len(found.steps) > 1 else None
        happened = 0
        try:
            for step in found.steps:
                count = len(self.events)
                typist = step.typists[-1] if step.typists else (participant, side, writer.said)
                who = replace(writer, by=typist[0], said=typist[2]) if step.typists else writer
                self._happen(step.command, who, typist, request.author.via)
                name_typists(self.events[count:], step.typists)
                happened += step.is_asked
        except Rejected as rejection:
            rejection.at = happened
            if restart:
                self._return_to(restart)
            return refused(rejection, by=self._last_author(request, rejection))
        follow_plan(self.session, found, self.draft.tasks, (participant, side, writer.said))
        self.receipts[request.cid] = {
            "plan_id": self.plan_id,
            "cid": request.cid,
            "by_id": participant,
            "revision": self.revision,
            "shared_revision": self.shared_revision,
            "at": self.at,
        }
        return accepted(self.revision, self.shared_revision, side)

    def _happen(self, command: Command, writer: Writer, typist: Typist, via: str) -> None:
        if new_id_of(command) in self.taken:
            raise Rejected("gone", "task_gone")
        for event in decide(command, self.draft, writer, self.limits):
            self.draft.apply(event)
            op, shared_op = operations_of(event, self.draft)
            self.revision += 1
            self.shared_revision += shared_op is not None
            by, side, said = typist
            stamp = {"by": by, "side": side, "via": via, "at": self.at_text}
            if said:
                stamp["said"] = said
            self.events.append(
                StoredEvent(
                    event=event,
                    revision=self.revision,
                    shared_revision=self.shared_revision if shared_op is not None else None,
                    op={"seq": self.revision, **stamp, **op},
                    shared_op={"seq": self.shared_revision, **stamp, **shared_op} if shared_op is not None else None,
                    by=by,
                    side=side,
                    via=via,
                    at=self.at,
                )
            )

    def _checkpoint(self) -> tuple[Any, ...]:
        return dict(self.draft.phases), dict(self.draft.tasks), len(self.events), self.revision, self.shared_revision

    def _return_to(self, checkpoint: tuple[Any, ...]) -> None:
        self.draft.phases, self.draft.tasks, events, self.revision, self.shared_revision = checkpoint
        del self.events[events:]

    def _last_author(self, request: Request, rejection: Rejected) -> str | None:
        """Who last changed what a conflict is about."""
        if rejection.code != "conflict":
            return None
        command = request.commands[rejection.at]
        subject = getattr(command, "task", None) or getattr(command, "phase", None)
        for stored in reversed(self.events):
            if (stored.op.get("t") or stored.op.get("p")) == subject:
                return stored.by
        asked = {"plan": self.plan_id, "subjects": [subject]}
        return self.connection.execute(statements.LAST_AUTHOR, asked).scalar()

    def _save(self) -> None:
        if not self.receipts:
            return
        plan = self.draft.plan(self.revision, self.shared_revision)
        database.with_commit(self.session, lambda: self._write(plan))
        if not self.events:
            return
        if self.revision // SNAPSHOT_EVERY > self.before.revision // SNAPSHOT_EVERY:
            save_snapshot(self.session, plan)
            enqueue(self.session, READ_ON, {"plan": plan.id}, self.at + READ_ON_AFTER)
        for actor in self.actors.values():
            if self._is_time_to_note(actor.session_id):
                note_visit(self.session, actor)
        if any(stored.side == "customer" for stored in self.events):
            self._note_customer_acted()
        database.after_commit(self.session, lambda: self._tell(plan))
        tell_of_milestones(self.session, self.workspace_id, self.events, plan.tasks)

    def _write(self, plan: Plan) -> None:
        statements.ADD_RECEIPTS.run_many(self.connection, list(self.receipts.values()))
        if self.events:
            self._save_rows(plan)
            save_events(self.session, self.plan_id, self.events)
            counters = {"plan": self.plan_id, "new_revision": self.revision, "new_shared": self.shared_revision}
            statements.SET_COUNTERS.run(self.connection, counters)

    def _note_customer_acted(self) -> None:
        if self._is_time_to_note(f"customer of {self.workspace_id}"):
            acted = {"workspace": self.workspace_id, "acted_at": self.at}
            self.connection.execute(statements.CUSTOMER_ACTED, acted)

    def _is_time_to_note(self, what: str) -> bool:
        """Whether a minute has passed since this process last wrote that somebody was active."""
        noted: dict[str, datetime] = current_app.extensions.setdefault("onward.noted", {})
        if self.at - noted.get(what, LONG_AGO) < NOTED_AT_MOST_EVERY:
            return False
        if len(noted) > NOTED_AT_MOST:
            noted.clear()
        database.after_commit(self.session, lambda: noted.__setitem__(what, self.at))
        return True

    def _save_rows(self, plan: Plan) -> None:
        before, touched = self.before, {stored.op.get("t") or stored.op["p"] for stored in self.events}
        phases, tasks = plan.phases.keys() & touched, plan.tasks.keys() & touched
        add_rows(self.session, plan, phases=phases - before.phases.keys(), tasks=tasks - before.tasks.keys())
        change_rows(self.session, before, plan, phases=phases & before.phases.keys(), tasks=tasks & before.tasks.keys())

    def _tell(self, plan: Plan) -> None:
        memory.remember(
            plan,
            [(stored.revision, stored.op) for stored in self.events],
            [(s.shared_revision, s.shared_op) for s in self.events if s.shared_revision and s.shared_op],
        )
        doorbell.ring_topic(f"plan:{self.plan_id}", self.revision)


def _limits() -> Limits:
    names = ("tasks_per_phase", "tasks_per_plan", "items_per_task")
    return Limits(**{name: getattr(settings(), name) for name in names})
