"""Whether nothing but the end of the draft committed the go-live: then going back to it takes that back."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("committed_by_activation", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
