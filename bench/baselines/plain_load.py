"""The least that an import does: csv, one plain table by executemany, its indexes, an FTS index."""

import csv
import sqlite3
import sys
import time
from pathlib import Path

# As many indexes as the book keeps over the fields of a customer list.
INDEXED = (
    "number",
    "name",
    "tier",
    "phone",
    "id_number",
    "plan",
    "ends_on",
    "joined_on",
    "manager",
)


def load(source: Path, target: Path) -> float:
    """Seconds from the file to a searchable table."""
    begun = time.perf_counter()
    connection = sqlite3.connect(target)
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        columns = [f"c{place}" for place in range(len(next(rows)))]
        connection.execute(f"CREATE TABLE customer (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO customer ({', '.join(columns)}) VALUES ({marks})", rows
        )
    for place in range(min(len(INDEXED), len(columns))):
        connection.execute(f"CREATE INDEX i{place} ON customer (c{place})")
    connection.execute(f"CREATE VIRTUAL TABLE search USING fts5 ({', '.join(columns)})")
    connection.execute(f"INSERT INTO search (rowid, {', '.join(columns)}) SELECT * FROM customer")
    connection.commit()
    connection.close()
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(load(Path(sys.argv[1]), Path(sys.argv[2])))
