"""The temporary tables in which a write gathers what it derives anew.

A connection gets them when it is opened. Made by the first write, each would end the statements
that the connection had prepared until then.
"""

from typing import Any

from vipdesk.store.deriving import due, warned

_TABLES = {
    "touched": ("customer_id INTEGER PRIMARY KEY",),
    "due": due.DUE,
    "seen": due.SEEN,
    "warned": warned.COLUMNS,
}
_SCRIPT = ";".join(
    f"CREATE TEMP TABLE {table} ({', '.join(columns)})" for table, columns in _TABLES.items()
)


def make(connection: Any) -> None:
    """Make them in a fresh driver connection."""
    connection.executescript(_SCRIPT)
