"""What a comparison decides to write: rows and columns, ready for the driver."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from vipdesk.services.imports.cohort_found import CohortPlan
from vipdesk.services.imports.points_found import PointsPlan

Row = tuple[Any, ...]

INSERT_COLUMNS: dict[str, tuple[str, ...]] = {
    "customer": (
        "id", "uid", "number", "kind", "name", "gender", "contact_name", "phone", "email",
        "wechat", "id_number", "address", "employer", "birth_year", "birth_month", "birth_day",
        "birth_lunar", "joined_on", "do_not_disturb", "interests", "note", "extra", "created_at",
    ),
    "owner_history": ("customer_id", "manager_id", "effective_on", "recorded_on", "batch_id"),
    "tier_history": ("customer_id", "tier", "effective_on", "recorded_on", "batch_id"),
    "tag": ("id", "uid", "name", "key"),
    "customer_tag": ("customer_id", "tag_id"),
    "account": ("id", "uid", "customer_id", "number", "kind"),
    "account_balance": ("account_id", "as_of", "balance_fen", "arrears_fen", "batch_id"),
    "payment": (
        "account_id", "paid_on", "occurrence", "amount_fen", "channel", "flow_number", "batch_id",
    ),
    "line": (
        "id", "uid", "account_id", "number", "kind", "opened_on", "closed_on", "former_operator",
        "extra",
    ),
    "status_history": ("line_id", "status", "effective_on", "recorded_on", "batch_id"),
    "plan_history": ("line_id", "plan", "fee_fen", "effective_on", "recorded_on", "batch_id"),
    "contract_date": (
        "line_id", "kind", "ends_on", "effective_on", "recorded_on", "batch_id", "moved_as",
    ),
    "bill": ("line_id", "month", "fee_fen", "batch_id"),
    "usage": ("line_id", "month", "voice_seconds", "data_bytes", "messages", "batch_id"),
    "operator_points": ("customer_id", "as_of", "points", "batch_id"),
    "complaint": (
        "uid", "customer_id", "line_id", "number", "opened_on", "closed_on", "kind", "level",
        "upheld", "text", "extra", "batch_id",
    ),
}  # fmt: skip
"""Tables in the order of writing, owners first, with the columns of a row to insert."""


@dataclass
class Plan:
    """Everything one import writes besides its batch.

    Attributes:
        inserts: Table → rows, columns as in `INSERT_COLUMNS`.
        updates: (table, column) → (value, id) of each row to change.
        points: Movements of points.
        cohort: A snapshot to freeze.
        replaced: (table, column) → (value, batch, line, month) of each month to replace.
    """

    inserts: dict[str, list[Row]] = field(
        default_factory=lambda: {table: [] for table in INSERT_COLUMNS}
    )
    updates: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    points: PointsPlan = field(default_factory=PointsPlan)
    cohort: CohortPlan | None = None

    def insert(self, table: str, *values: Any) -> None:
        """Add one row."""
        self.inserts[table].append(values)

    def update(self, table: str, column: str, value: Any, row_id: int) -> None:
        """Change one column of one row."""
        self.updates[table, column].append((value, row_id))

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not (
            any(self.inserts.values())
            or any(self.updates.values())
            or any(self.replaced.values())
            or self.points.rows
            or self.cohort
        )

    def tables(self) -> Iterable[str]:
        """The tables that would be written."""
        touched = {table for table, rows in self.inserts.items() if rows}
        touched.update(table for table, _column in (*self.updates, *self.replaced))
        return touched
