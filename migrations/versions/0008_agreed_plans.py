"""Agreed plans."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreed_plans",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("plan_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(length=22), nullable=True),
        sa.Column("created_at", portal.database.UtcDateTime(), nullable=False),
        sa.Column("removed_at", portal.database.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["participants.id"], name=op.f("fk_agreed_plans_by_id_participants")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_agreed_plans_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_plans")),
    )
    with op.batch_alter_table("agreed_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreed_plans_plan_id"), ["plan_id"], unique=False)
