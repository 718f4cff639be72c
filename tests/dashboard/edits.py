"""Changes to a plan through its one door, in the name of a participant."""

from portal.database import new_id
from portal.people.models import Participant, Workspace
from portal.plan.core.commands import Command
from portal.plan.editor import Author, edit
from tests.factories import plan_of


def change_tasks(workspace: Workspace, *commands: Command, by: Participant | None = None) -> None:
    """Do `commands`, as `by` or as the product itself."""
    author = Author(None, workspace.id, participant_id=by.id if by else None)
    answer = edit(plan_of(workspace).id, commands, author, new_id())
    assert answer.is_accepted
