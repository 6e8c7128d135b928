"""Days of frozen values, and where entered ones are from."""

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


def downgrade() -> None:
    raise NotImplementedError("a book is never taken back; restore the backup made before")
