"""What a deletion on request takes and what it leaves, column by column.

What is not listed as kept goes: a new column goes unless somebody decides otherwise. Rows that only
count (bills, histories) stay whole.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from vipdesk.store.triggers import journalled_tables

GONE = "—"  # what stands where a name stood
ALL = frozenset({"*"})

KEPT: Mapping[str, frozenset[str]] = {
    "customer": frozenset(
        ("id", "kind", "created_at", "deleted_at", "merged_into_id", "erased_at", "do_not_disturb")
    ),
    "owner_history": ALL,
    "tier_history": ALL,
    "account": frozenset(("id", "uid", "customer_id", "kind")),
    "account_balance": ALL,
    "payment": ALL,
    "line": frozenset(("id", "uid", "account_id", "kind", "opened_on", "closed_on")),
    "status_history": ALL,
    "plan_history": ALL,
    "contract_date": ALL,
    "bill": ALL,
    "usage": ALL,
    "need": frozenset(("id", "uid", "customer_id", "visit_id", "status", "opened_on", "closed_on")),
    "touchpoint": frozenset(
        (
            *("id", "uid", "customer_id", "line_id", "visit_id", "manager_id", "at", "on_day"),
            *("channel", "direction", "result", "duration_seconds", "replied", "bulk"),
        )
    ),
    "visit": frozenset(
        (
            *("id", "uid", "number", "customer_id", "manager_id", "status", "planned_at"),
            *("planned_minutes", "moved_count", "started_at", "ended_at", "outcome"),
            "satisfaction",
        )
    ),
    "visit_move": frozenset(("id", "visit_id", "moved_at", "from_at", "to_at")),
    "task": frozenset(
        (
            *("id", "uid", "customer_id", "line_id", "visit_id", "kind", "channel", "due_on"),
            *("status", "done_on"),
        )
    ),
    "complaint": frozenset(
        (
            *("id", "uid", "customer_id", "line_id", "opened_on", "closed_on", "level", "upheld"),
            "batch_id",
        )
    ),
    "retention_case": frozenset(
        (
            *("id", "uid", "customer_id", "line_id", "kind", "cause", "period", "date_kind"),
            *("ends_on", "rule", "opened_on", "closed_on", "outcome", "reason", "next_on"),
            "won_back_on",
        )
    ),
    "case_outcome": frozenset(
        (
            *("id", "uid", "case_id", "on_day", "recorded_at", "outcome", "reason", "offer"),
            *("new_ends_on", "next_on", "visit_id"),
        )
    ),
    "case_cost": frozenset(("id", "uid", "case_id", "on_day", "kind", "amount_fen")),
    "task_mark": frozenset(
        ("id", "uid", "customer_id", "cause", "period", "snoozed_until", "done_on")
    ),
    "score_override": frozenset(("id", "uid", "customer_id", "score", "from_on", "until_on")),
    "onboarding": frozenset(("id", "uid", "customer_id", "opened_on", "closed_on")),
    "points_entry": frozenset(
        (
            *(
                "id",
                "uid",
                "action_id",
                "customer_id",
                "kind",
                "on_day",
                "points",
                "held",
                "source",
            ),
            *("line_id", "month", "occurrence", "partner_id", "reverses_id", "hold_id", "until_on"),
            "batch_id",
        )
    ),
    "points_lot": ALL,
    "operator_points": ALL,
    "redemption": frozenset(
        (
            *("id", "uid", "number", "customer_id", "entry_id", "on_day", "recorded_at", "points"),
            *("status", "until_on", "ended_on", "visit_id"),
        )
    ),
    "redemption_item": ALL,
    "lottery_try": ALL,
    "care_waiver": frozenset(("id", "uid", "customer_id", "period", "on_day")),
    "customer_merge": frozenset(("id", "uid", "kept_id", "merged_id", "merged_at", "unmerged_at")),
}
"""Columns that stay, by table; every other one is emptied."""
REMOVED = frozenset(("circle_member", "customer_tag", "attachment", "day_plan_item"))
"""Tables whose rows go."""
NAMING: Mapping[str, tuple[str, ...]] = {
    "saved_filter": ("name", "filter"),
    "preference": ("value",),
    "import_batch": ("file_name", "mapping"),
    "import_mapping": ("mapping",),
    "circle": ("name",),
    "tag": ("name", "key"),
    "knowledge_sheet": ("title", "body", "key"),
    "campaign": ("name", "filter", "note"),
    "cohort": ("name", "filter"),
    "closed_month": ("reason",),
    "entered_figure": ("origin",),
    "partner": ("name", "contact", "note"),
    "lottery": ("name", "note"),
}
"""Tables of no customer in whose texts a customer may be named."""
SECRETS = ("pin", "journal.archives")
"""Preferences of digits that only look like somebody's number."""
UNIQUE = frozenset((("saved_filter", "name"), ("tag", "name"), ("tag", "key"), ("partner", "name")))
EMPTIED = {  # what cannot be NULL
    ("customer", "uid"): "randomblob(16)",
    ("customer", "number"): "'deleted-' || id",
    ("customer", "name"): f"'{GONE}'",
    ("customer", "birth_lunar"): "0",
    ("line", "number"): "'deleted-' || id",
    ("need", "text"): "''",
    ("visit_move", "reason"): "''",
    ("task", "title"): "''",
    ("score_override", "reason"): "''",
    ("care_waiver", "reason"): "'—'",
    ("onboarding", "points"): "'[]'",
    ("customer_merge", "moved"): """'{"rows": {}, "fields": {}, "tier_id": null}'""",
}


def owned_tables() -> list[tuple[Table, str, str]]:
    """Journalled tables whose rows go with a customer: (table, column, owner), owners first."""
    owned = {"customer"}
    found: list[tuple[Table, str, str]] = []
    for table in journalled_tables():
        keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
        owning = [key for key in keys if key.ondelete == "CASCADE"]
        mine = [
            (table, key.parent.name, key.column.table.name)
            for key in owning
            if key.column.table.name in owned
        ]
        if mine:
            found += mine
            owned.add(table.name)
    return found
