"""The figures of single lines and customers, as the pure rules take them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from vipdesk.domain.warnings import CustomerFigures, LineFigures
from vipdesk.store.deriving.facts import ON_NETWORK

# Since when a customer is this manager's and on the book: a file may tell of long ago.
KNOWN_ON = (
    "(SELECT max(o.effective_on, o.recorded_on) FROM owner_history o "
    "WHERE o.customer_id = c.customer_id AND o.effective_on <= :today "
    "ORDER BY o.effective_on DESC, o.id DESC LIMIT 1)"
)
_LINE = {
    **dict.fromkeys(("kind", "opened_on", "next_end_on", "next_end_kind"), "s"),
    **dict.fromkeys(("bill_month", "fee_fen", "fee_before_fen", "fee_months_before"), "f"),
    **dict.fromkeys(("usage_month", "silent_months"), "f"),
}
_CUSTOMER = {
    **dict.fromkeys(("tier", "contacted_on"), "c"),
    **dict.fromkeys(("prepaid", "balance_fen", "balance_of", "arrears_fen", "arrears_of"), "g"),
    **dict.fromkeys(("top_ups", "top_up_fen", "top_up_year_fen", "top_up_months"), "g"),
    **dict.fromkeys(("top_ups_until", "complaint_on", "upheld_on", "words_on", "words"), "g"),
}
_DAYS = frozenset(
    (
        *("opened_on", "next_end_on", "contacted_on", "known_on", "balance_of", "arrears_of"),
        *("top_ups_until", "complaint_on", "upheld_on", "words_on"),
    )
)
LINE_COLUMNS = ", ".join(f"{table}.{name}" for name, table in _LINE.items())
CUSTOMER_COLUMNS = (
    ", ".join(f"{table}.{name}" for name, table in _CUSTOMER.items()) + f", {KNOWN_ON} AS known_on"
)
LINES = (
    "customer_summary c JOIN line_summary s ON s.customer_id = c.customer_id "
    f"AND {ON_NETWORK} JOIN line_facts f ON f.line_id = s.line_id"
)
CUSTOMERS = "customer_summary c JOIN customer_facts g ON g.customer_id = c.customer_id"
# For conditions on the facts alone: the few that hold are found before anything is joined.
LINES_BY_FACTS = (
    "line_facts f CROSS JOIN line_summary s ON s.line_id = f.line_id "
    f"AND {ON_NETWORK} CROSS JOIN customer_summary c ON c.customer_id = s.customer_id"
)
CUSTOMERS_BY_FACTS = (
    "customer_facts g CROSS JOIN customer_summary c ON c.customer_id = g.customer_id"
)


def line_figures(row: Sequence[Any]) -> LineFigures:
    """What a row of `LINE_COLUMNS` tells."""
    return LineFigures(**_named(tuple(_LINE), row))


def customer_figures(row: Sequence[Any]) -> CustomerFigures:
    """What a row of `CUSTOMER_COLUMNS` tells."""
    return CustomerFigures(**_named((*_CUSTOMER, "known_on"), row))


def _named(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if value and name in _DAYS else value
        for name, value in zip(names, row, strict=True)
    }
