"""Lists of the journal by customer, day and kind; tombstones of customers deleted on request."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_tombstone_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
        sa.UniqueConstraint("uid_hash", name=op.f("uq_tombstone_uid_hash")),
    )
    op.create_index("ix_tombstone_customer_id", "tombstone", ["customer_id"])
    op.create_index("ix_tombstone_number_hash", "tombstone", ["number_hash"])
    op.add_column("customer", sa.Column("erased_at", sa.String(), nullable=True))
    op.create_index(
        "ix_journal_change_erased",
        "journal_change",
        ["entry_id"],
        sqlite_where=sa.text("salt IS NULL"),
    )
    op.add_column(
        "journal_entry",
        sa.Column(
            "customer_id",
            sa.Integer(),
            sa.Computed("json_extract(params, '$.customer_id')", persisted=False),
            nullable=True,
        ),
    )
    op.add_column("journal_entry", sa.Column("params_salt", sa.LargeBinary(length=16)))
    op.add_column("journal_entry", sa.Column("params_digest", sa.LargeBinary(length=32)))
    op.create_index("ix_journal_entry_at", "journal_entry", ["at"])
    op.create_index("ix_journal_entry_code_at", "journal_entry", ["code", "at"])
    op.create_index("ix_journal_entry_customer_id", "journal_entry", ["customer_id"])


def downgrade() -> None:
    raise NotImplementedError("a book is never taken back; restore the backup made before")
