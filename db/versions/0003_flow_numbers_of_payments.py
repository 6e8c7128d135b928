"""Flow numbers of payments."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payment", sa.Column("flow_number", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a book is never taken back; restore the backup made before")
