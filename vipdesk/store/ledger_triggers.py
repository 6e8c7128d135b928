"""Triggers that keep points and cohorts append-only, and what each lot of points has left.

The database itself refuses to change or delete a movement or a member, whoever sends the statement;
a lot below zero or above its award fails a check of `points_rest`.
"""

from collections.abc import Iterator

from vipdesk.store.records import Record

TABLES = ("points_entry", "points_lot", "points_draw", "cohort", "cohort_member")
# What may change all the same: a lot's owner where customers are merged, words on request.
_MAY: dict[str, tuple[str, ...]] = {
    "points_lot": ("customer_id",),
    "points_entry": ("note",),
    "cohort": ("name", "filter"),
}


def statements() -> Iterator[str]:
    """The text of every trigger, as they are made after the journal's."""
    for name in TABLES:
        table = Record.metadata.tables[name]
        may = _MAY.get(table.name, ())
        same = " AND ".join(
            f"NEW.{c.name} IS OLD.{c.name}" for c in table.columns if c.name not in may
        )
        emptied = " AND (NEW.note IS NULL OR NEW.note IS OLD.note)" if "note" in may else ""
        abort = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        yield (
            f"CREATE TRIGGER ledger_{table.name}_keep BEFORE UPDATE ON {table.name} "
            f"WHEN NOT ({same}{emptied}) {abort}"
        )
        yield f"CREATE TRIGGER ledger_{table.name}_stay BEFORE DELETE ON {table.name} {abort}"
    yield (
        "CREATE TRIGGER ledger_points_lot_rest AFTER INSERT ON points_lot BEGIN "
        "INSERT INTO points_rest (lot_id, customer_id, expires_on, points, rest, held) VALUES "
        "(NEW.id, NEW.customer_id, NEW.expires_on, NEW.points, 0, 0); END"
    )
    yield (
        "CREATE TRIGGER ledger_points_lot_owner AFTER UPDATE OF customer_id ON points_lot BEGIN "
        "UPDATE points_rest SET customer_id = NEW.customer_id WHERE lot_id = NEW.id; END"
    )
    yield (
        "CREATE TRIGGER ledger_points_draw_rest AFTER INSERT ON points_draw BEGIN "
        "UPDATE points_rest SET rest = rest + NEW.points, held = held + NEW.held "
        "WHERE lot_id = NEW.lot_id; END"
    )
