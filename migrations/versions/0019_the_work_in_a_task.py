"""What hangs on a task: effort, files, roles, who names its owner, steps behind it; who said what another typed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("effort_hours", sa.Float(), nullable=True))
        for name in ("files", "roles", "promise", "behind"):
            batch_op.add_column(sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_id", sa.String(length=22), nullable=True))
        batch_op.create_foreign_key(op.f("fk_events_said_id_participants"), "participants", ["said_id"], ["id"])
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("usual_delays", sa.JSON(), server_default="{}", nullable=False))
