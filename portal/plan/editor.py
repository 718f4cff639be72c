"""edit(): the one door through which a plan changes.

Many may call at once. Whoever gets the plan's lock decides and commits everything that is queued, in one transaction
(group commit); the others find their answer ready. An answer is given only after the commit.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask, current_app

from portal import database, green, signs
from portal.logs import edit_id
from portal.plan.answers import Answer, refused
from portal.plan.batch import Author, Batch, Request
from portal.plan.core.commands import Command, Rejected

__all__ = ("Author", "Request", "edit", "queue_edit")

LONGEST_GATHERING_SECONDS = 0.001
MOST_TOGETHER = 200

log = structlog.get_logger()


@dataclass
class PlanQueue:
    lock: Any = field(default_factory=green.Lock)
    # Appending and taking are each one step, also for plain threads: no request can fall between two batches.
    waiting: deque[Request] = field(default_factory=deque)
    # How many shared the last commit.
    shared: int = 0
    # Whether somebody in the background commits what waits.
    is_emptied: bool = False


def edit(plan_id: str, commands: Sequence[Command], author: Author, cid: str) -> Answer:
    """Do all of `commands`, or none, once for each `cid`, and answer when it is safely on disk.

    Refusals come back in the answer. Raises RuntimeError inside write().
    """
    if database.is_writing():
        raise RuntimeError("edit() inside write(): it opens its own transaction.")
    request = Request(commands, author, cid)
    queue = _queue_of(plan_id)
    queue.waiting.append(request)
    with queue.lock:
        while request.answer is None:
            _commit_next(plan_id, queue)
    return request.answer


def queue_edit(plan_id: str, request: Request) -> None:
    """The same for who does not wait: the request is `answered` when it is safely on disk."""
    queue = _queue_of(plan_id)
    queue.waiting.append(request)
    if not queue.is_emptied:
        _empty(plan_id, queue)


def _empty(plan_id: str, queue: PlanQueue) -> None:
    queue.is_emptied = True
    green.spawn(_commit_until_empty, current_app._get_current_object(), plan_id, queue)  # type: ignore[attr-defined]


def _commit_until_empty(app: Flask, plan_id: str, queue: PlanQueue) -> None:
    with app.app_context():
        try:
            while queue.waiting:
                with queue.lock:
                    _commit_next(plan_id, queue)
        finally:
            queue.is_emptied = False
        if queue.waiting:
            # Appended by another thread between the last look and the line above.
            _empty(plan_id, queue)


def _commit_next(plan_id: str, queue: PlanQueue) -> None:
    """Commit what waits, and tell those who do not wait for it."""
    _wait_for_company(queue)
    batch = [queue.waiting.popleft() for _ in range(min(len(queue.waiting), MOST_TOGETHER))]
    queue.shared = len(batch)
    _commit_all(plan_id, batch)
    for request in batch:
        if request.answered and request.answer:
            _tell(request.answered, request.answer)


def _tell(answered: Callable[[Answer], None], answer: Answer) -> None:
    try:
        answered(answer)
    except Exception:
        # Whoever is not told sends it again, and hears then that it is saved.
        log.exception("answer_not_told")


def _wait_for_company(queue: PlanQueue) -> None:
    """Where several shared the last commit, as many are given a moment to come: the disk is waited for once, not twice.

    An edit that comes alone waits for nobody.
    """
    if queue.shared < 2:
        return
    until, arrived = time.monotonic() + LONGEST_GATHERING_SECONDS, 0
    while (count := len(queue.waiting)) < MOST_TOGETHER:
        if count <= arrived and (count >= queue.shared or time.monotonic() >= until):
            return
        arrived = count
        green.sleep(0)


def _queue_of(plan_id: str) -> PlanQueue:
    queues: dict[str, PlanQueue] = current_app.extensions.setdefault("onward.plan_queues", {})
    return queues.setdefault(plan_id, PlanQueue())


def _commit_all(plan_id: str, batch: list[Request]) -> None:
    """Commit the batch together; if that fails, each alone, so that one edit cannot undo those of others."""
    if _has_committed(plan_id, batch):
        return
    for request in batch:
        if len(batch) == 1 or not _has_committed(plan_id, [request]):
            request.answer = refused(Rejected("internal", "not_saved"))


def _has_committed(plan_id: str, batch: list[Request]) -> bool:
    try:
        with database.write() as session:
            answers = Batch(session, plan_id, batch).run()
    except Exception:
        log.exception("plan_not_saved", plan=plan_id, edits=[edit_id(request.cid) for request in batch])
        return False
    signs.edits_per_commit.observe(len(batch))
    for request, answer in zip(batch, answers, strict=True):
        request.answer = answer
        signs.edits.labels(answer.rejection.code if answer.rejection else "accepted").inc()
    return True
