"""Complaints, cases, derived tasks, warnings, scores, knowledge sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_sheet")),
        sa.UniqueConstraint("uid", name=op.f("uq_knowledge_sheet_uid")),
    )
    op.create_table(
        "customer_facts",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("balance_fen", sa.Integer(), nullable=True),
        sa.Column("balance_of", sa.Date(), nullable=True),
        sa.Column("arrears_fen", sa.Integer(), nullable=True),
        sa.Column("arrears_of", sa.Date(), nullable=True),
        sa.Column("top_ups", sa.Integer(), nullable=True),
        sa.Column("top_up_fen", sa.Integer(), nullable=True),
        sa.Column("top_up_year_fen", sa.Integer(), nullable=True),
        sa.Column("top_up_months", sa.Integer(), nullable=False),
        sa.Column("top_ups_until", sa.Date(), nullable=True),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("complaint_on", sa.Date(), nullable=True),
        sa.Column("upheld_id", sa.Integer(), nullable=True),
        sa.Column("upheld_on", sa.Date(), nullable=True),
        sa.Column("words_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_facts_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_facts")),
    )
    op.create_table(
        "derived_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_as", sa.String(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_derived_task_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derived_task")),
        sa.UniqueConstraint(
            "cause", "period", "stage", name=op.f("uq_derived_task_cause_period_stage")
        ),
    )
    with op.batch_alter_table("derived_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_derived_task_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_derived_task_status_due_on"), ["status", "due_on"], unique=False
        )
        batch_op.create_index(
            "ux_derived_task_open", ["cause"], unique=True, sqlite_where=sa.text("status = 'open'")
        )

    op.create_table(
        "onboarding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("points", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_onboarding_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding")),
        sa.UniqueConstraint("uid", name=op.f("uq_onboarding_uid")),
    )
    with op.batch_alter_table("onboarding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_onboarding_customer_id"), ["customer_id"], unique=False
        )

    op.create_table(
        "score_month",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_score_month_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_id", "month", name=op.f("pk_score_month")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "score_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_score_override_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_override")),
        sa.UniqueConstraint("uid", name=op.f("uq_score_override_uid")),
    )
    with op.batch_alter_table("score_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_score_override_customer_id_from_on"),
            ["customer_id", "from_on"],
            unique=False,
        )

    op.create_table(
        "task_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_task_mark_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_mark")),
        sa.UniqueConstraint("cause", "period", name=op.f("uq_task_mark_cause_period")),
        sa.UniqueConstraint("uid", name=op.f("uq_task_mark_uid")),
    )
    with op.batch_alter_table("task_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_mark_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_warning_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning")),
        sa.UniqueConstraint("subject", "rule", "month", name=op.f("uq_warning_subject_rule_month")),
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_warning_month_rule"), ["month", "rule"], unique=False)

    op.create_table(
        "day_plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_day_plan_item_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_day_plan_item_visit_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plan_item")),
        sa.UniqueConstraint("day", "customer_id", name=op.f("uq_day_plan_item_day_customer_id")),
    )
    with op.batch_alter_table("day_plan_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_day_plan_item_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_day_plan_item_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_complaint_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_complaint_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("fk_complaint_line_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("uid", name=op.f("uq_complaint_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_customer_id_opened_on"),
            ["customer_id", "opened_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_complaint_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_number"), ["number"], unique=False)

    op.create_table(
        "line_facts",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("bill_month", sa.String(), nullable=True),
        sa.Column("fee_fen", sa.Integer(), nullable=True),
        sa.Column("fee_before_fen", sa.Integer(), nullable=True),
        sa.Column("fee_months_before", sa.Integer(), nullable=False),
        sa.Column("usage_month", sa.String(), nullable=True),
        sa.Column("silent_months", sa.Integer(), nullable=True),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("fk_line_facts_line_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_facts")),
    )
    op.create_table(
        "retention_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("date_kind", sa.String(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("won_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_retention_case_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("fk_retention_case_line_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_case")),
        sa.UniqueConstraint("cause", "period", name=op.f("uq_retention_case_cause_period")),
        sa.UniqueConstraint("uid", name=op.f("uq_retention_case_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("retention_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_retention_case_closed_on"), ["closed_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_retention_case_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_retention_case_line_id"), ["line_id"], unique=False)

    op.create_table(
        "case_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["retention_case.id"],
            name=op.f("fk_case_cost_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_cost")),
        sa.UniqueConstraint("uid", name=op.f("uq_case_cost_uid")),
    )
    with op.batch_alter_table("case_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_cost_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("offer", sa.String(), nullable=True),
        sa.Column("new_ends_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["retention_case.id"],
            name=op.f("fk_case_outcome_case_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_case_outcome_visit_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_outcome")),
        sa.UniqueConstraint("uid", name=op.f("uq_case_outcome_uid")),
    )
    with op.batch_alter_table("case_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_outcome_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_outcome_visit_id"), ["visit_id"], unique=False)

    with op.batch_alter_table("book", schema=None) as batch_op:
        batch_op.add_column(sa.Column("derived_on", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("run_on", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("run_before", sa.String(), nullable=True))

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_customer_birthday",
            ["birth_lunar", "birth_month", "birth_day"],
            unique=False,
            sqlite_where=sa.text("birth_month IS NOT NULL"),
        )

    with op.batch_alter_table("contract_date", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_as", sa.String(), nullable=True))

    with op.batch_alter_table("customer_summary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("score", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_customer_summary_score"), ["score"], unique=False)

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_paid_on"), ["paid_on"], unique=False)

    with op.batch_alter_table("status_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a book is never taken back; restore the backup made before")
