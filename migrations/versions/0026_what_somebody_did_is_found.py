"""What one person did or said is found in a long history without reading all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_by", "events", ["plan_id", "by_id", "revision"])
    is_said = sa.text("said_id IS NOT NULL")
    op.create_index(
        "ix_events_said", "events", ["plan_id", "said_id", "revision"], sqlite_where=is_said, postgresql_where=is_said
    )
