"""Days off of both sides."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("customer_country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("blackouts", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("away", sa.JSON(), server_default="[]", nullable=False))
