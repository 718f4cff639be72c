"""What the statuses of a workspace are called in forms."""

from flask_babel import lazy_gettext as _l

from portal.people.models import WorkspaceStatus

STATUSES = {
    WorkspaceStatus.DRAFT: _l("Draft: only the team sees it"),
    WorkspaceStatus.ACTIVE: _l("Active: both sides work on the plan"),
    WorkspaceStatus.LIVE: _l("Live: in use, still followed"),
    WorkspaceStatus.COMPLETE: _l("Complete: the customer may look and comment"),
    WorkspaceStatus.PAUSED: _l("Paused: the customer may look and comment"),
    WorkspaceStatus.CANCELLED: _l("Cancelled: the customer sees nothing"),
    WorkspaceStatus.ARCHIVED: _l("Archived: the customer may look"),
}
