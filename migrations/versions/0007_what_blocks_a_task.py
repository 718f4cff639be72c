"""What blocks a task."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blocked", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("summaries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_blocked", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("team_blocked", sa.String(), server_default="", nullable=False))
