"""A go-live that was committed stays committed, also where the workspace becomes a draft again."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True))
    # The closest that is known of those that customers see already, and of those once agreed on.
    op.execute(
        "UPDATE workspaces SET committed_at = created_at WHERE go_live_on IS NOT NULL AND (status != 'draft'"
        " OR EXISTS (SELECT 1 FROM go_live_proposals WHERE workspace_id = workspaces.id AND answer = 'agreed'))"
    )
