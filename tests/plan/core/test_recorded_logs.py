"""Every release keeps a log as it wrote it, and the plan that came of it. They are read for ever."""

import json
from pathlib import Path

import pytest

from portal.plan.core.apply import apply
from portal.plan.core.events import KINDS, from_record, task_from_record
from portal.plan.core.plan import Plan

LOGS = sorted((Path(__file__).parent / "logs").glob("*.json"))


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_the_log_of_every_release_still_makes_its_plan(path: Path) -> None:
    recorded = json.loads(path.read_text())
    plan = Plan("plan")
    for record in recorded["events"]:
        plan = apply(from_record(record["kind"], record["version"], record["body"]), plan)
    phases = [{"id": p.id, "name": p.name, "rank": p.rank, "is_removed": p.is_removed} for p in plan.phases.values()]
    assert phases == recorded["phases"]
    assert list(plan.tasks.values()) == [task_from_record(record) for record in recorded["tasks"]]


def test_the_newest_log_holds_every_kind_of_event() -> None:
    assert {record["kind"] for record in json.loads(LOGS[-1].read_text())["events"]} == set(KINDS)
