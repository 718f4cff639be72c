"""The committed go-live is agreed on, slips have causes, and dates can be fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "go_live_proposals",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.String(length=22), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answer_reason", sa.String(length=500), nullable=False),
        sa.Column("answered_by_id", sa.String(length=22), nullable=True),
        sa.Column("answer_is_verified", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["participants.id"], name=op.f("fk_go_live_proposals_answered_by_id_participants")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["participants.id"], name=op.f("fk_go_live_proposals_by_id_participants")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_go_live_proposals_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_live_proposals")),
    )
    with op.batch_alter_table("go_live_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_go_live_proposals_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "slip_causes",
        sa.Column("plan_id", sa.String(length=22), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=22), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["participants.id"], name=op.f("fk_slip_causes_by_id_participants")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_slip_causes_plan_id_plans")),
        sa.PrimaryKeyConstraint("plan_id", "revision", name=op.f("pk_slip_causes")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_fixed", sa.Boolean(), server_default=sa.false(), nullable=False))
