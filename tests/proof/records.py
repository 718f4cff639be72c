"""The records of one workspace by the names that addresses call them."""

from collections.abc import Iterator
from itertools import islice, product

from sqlalchemy import select

from portal.access.models import Link
from portal.chat.models import MessageRow
from portal.extensions import db
from portal.files.models import StoredFile
from portal.intake.models import FormRow
from portal.people.models import Participant, Workspace
from portal.plan.models import AgreedRow
from portal.training.models import Assignment
from tests import factories
from tests.policy_table import ROUTES
from tests.proof.variants import named_in

Ids = dict[str, str]


class Records:
    """What a workspace has of everything that an address can name."""

    def __init__(self, workspace: Workspace) -> None:
        self._ids: dict[str, list[str]] = {"workspace_id": [workspace.id]}
        plan = factories.plan_of(workspace)
        tasks = [task.id for task in factories.tasks_of(workspace)]
        self._ids |= {"plan_id": [plan.id], "task_id": tasks, "other_task_id": tasks[1:]}
        self._ids["phase_id"] = [phase.id for phase in factories.phases_of(workspace)]
        self._ids["agreed_id"] = list(db.session.scalars(select(AgreedRow.id).filter_by(plan_id=plan.id)))
        for name, model in (
            ("participant_id", Participant),
            ("link_id", Link),
            ("form_id", FormRow),
            ("message_id", MessageRow),
            ("assignment_id", Assignment),
            ("upload_id", StoredFile),
            ("file_id", StoredFile),
        ):
            self._ids[name] = list(db.session.scalars(select(model.id).filter_by(workspace_id=workspace.id)))

    def sets_for(self, key: str, most: int) -> Iterator[Ids]:
        """Ids for everything that a request of the policy table names, up to `most` sets of them."""
        row = ROUTES[key]
        named = {*named_in(key), *named_in(row.form), *named_in(row.json)}
        names = [name for name in sorted(named) if self._ids.get(name)]
        for ids in islice(product(*(self._ids[name] for name in names)), most):
            yield dict(zip(names, ids, strict=True))

    def topics(self) -> list[str]:
        """The name of everything of this workspace that a socket can follow."""
        workspace_id, plan_id = self._ids["workspace_id"][0], self._ids["plan_id"][0]
        forms = [f"form:{form_id}" for form_id in self._ids["form_id"]]
        texts = [f"text:{task_id}" for task_id in self._ids["task_id"]]
        rooms = [f"{kind}:{workspace_id}" for kind in ("chat", "done", "golive")]
        return [f"plan:{plan_id}", *rooms, *forms, *texts]
