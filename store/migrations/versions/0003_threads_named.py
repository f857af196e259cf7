"""Conversations have a name, a rep, and a last turn."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("threads", sa.Column("last_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("threads", sa.Column("rep_id", sa.String(length=40), nullable=True))
    op.add_column("threads", sa.Column("title", sa.Text(), nullable=True))
