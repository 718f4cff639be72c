"""The work in the demo's tasks: hours, who has a say, who names an owner, tasks behind, and a file."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext as _

from portal import clock, database
from portal.demo.deeds import Deed, at_hour, days_ago, kickoff_on, titled
from portal.demo.story import DemoCustomer, Work
from portal.files import store
from portal.files.uploads import Kept, record_upload
from portal.plan.core.commands import AttachFile, ChangeTask, Command, LinkBehind, PromiseOwner, SetRole
from portal.plan.core.plan import Plan, Task
from portal.plan.core.work import File

TOLD_AT_HOUR = 12
COLUMNS = b"article;warehouse;stock\nHP-1001;Bristol;420\nHP-1002;Hamburg;17\n"


def work_in(story: DemoCustomer, plan: Plan, by_name: dict[str, str], workspace_id: str) -> Iterator[Deed]:
    """What was said of the work in the kickoff, and what was promised and attached since."""
    at = at_hour(story, kickoff_on(story), TOLD_AT_HOUR)
    for work in story.work:
        task = titled(plan, work.task)
        for command in _said(work, task, plan, by_name):
            yield Deed(at, by_name[story.csm], command)
        if work.file:
            yield Deed(at, by_name[work.file_by], AttachFile(task.id, _kept(work, by_name, workspace_id)))
    for promise in story.promised:
        task = titled(plan, promise.task)
        until = clock.today(story.timezone) + timedelta(days=promise.in_days)
        title = str(_("Name the owner of “%(title)s”", title=task.title))
        command = PromiseOwner(task.id, by_name[promise.who], until, database.new_id(), title)
        yield Deed(days_ago(story, promise.days_ago, promise.hour), by_name[promise.person], command)


def _said(work: Work, task: Task, plan: Plan, by_name: dict[str, str]) -> Iterator[Command]:
    if work.hours:
        yield ChangeTask(task.id, "effort", work.hours)
    for role in ("accountable", "consulted", "informed"):
        if name := getattr(work, role):
            yield SetRole(task.id, role, by_name[name])
    if work.behind:
        yield LinkBehind(task.id, titled(plan, work.behind).id)


def _kept(work: Work, by_name: dict[str, str], workspace_id: str) -> File:
    sha256 = hashlib.sha256(COLUMNS).hexdigest()
    kept = Kept(store.put(COLUMNS), work.file, "text/csv", len(COLUMNS), sha256)
    with database.write() as session:
        record_upload(session, kept, workspace_id, by_name[work.file_by])
    return File(kept.id, kept.name, kept.size_bytes)
