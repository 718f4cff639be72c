"""What was made of a plan's log is kept, so that a long one is read once and then what is new of it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_readings",
        sa.Column("plan_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("made_from", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_readings_plan_id_plans")),
        sa.PrimaryKeyConstraint("plan_id", "name", name=op.f("pk_plan_readings")),
    )
