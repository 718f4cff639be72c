"""Who agreed to a task, and its checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreement", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("checklist", sa.JSON(), server_default="[]", nullable=False))
