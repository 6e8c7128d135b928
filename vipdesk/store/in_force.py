"""What of a history holds on a day."""


def current(table: str, column: str, row: str, extra: str = "", day: str = ":today") -> str:
    """The value that holds on ``day``: the latest effective, of these the latest recorded."""
    owner = "customer_id" if table in ("tier_history", "owner_history") else "line_id"
    return (
        f"(SELECT h.{column} FROM {table} h WHERE h.{owner} = {row} {extra}"
        f"AND h.effective_on <= {day} ORDER BY h.effective_on DESC, h.id DESC LIMIT 1)"
    )
