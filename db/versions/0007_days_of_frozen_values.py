"""Days of frozen values, where entered ones are from; an index that holds the list of Today."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("frozen_value", sa.Column("to_date", sa.Date(), nullable=True))
    op.add_column("frozen_value", sa.Column("data_of", sa.Date(), nullable=True))
    op.add_column("frozen_value", sa.Column("origin", sa.String(), nullable=True))
    op.drop_index("ix_derived_task_status_due_on", table_name="derived_task")
    op.create_index(
        "ix_derived_task_asked",
        "derived_task",
        ["status", "due_on", "snoozed_until", "kind", "stage", "severity", "customer_id"],
    )


def downgrade() -> None:
    raise NotImplementedError("a book is never taken back; restore the backup made before")
