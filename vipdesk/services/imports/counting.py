"""Counts what a comparison found and what a commit wrote."""

from vipdesk.importing.check import Checked
from vipdesk.services.imports.context import Context
from vipdesk.services.imports.rows import ChangeKind, Counts, Preview
from vipdesk.services.imports.snapshot import Snapshot


def missing(book: Snapshot, checked: Checked) -> list[tuple[int, str, str]]:
    """(id, number, name) of the customers of the book that a file no longer holds."""
    held = set(checked.columns.get("customer.number", ())) | checked.refused_numbers
    return [
        (known.id, known.number, known.name)
        for known in book.customers.values()
        if known.hidden is None and known.number not in held
    ]


def counts(checked: Checked, found: Context) -> Counts:
    """Rows by what becomes of them; a row that is refused counts as a problem only."""
    kinds = [kind for at, kind in found.row_kinds.items() if at not in found.refused]
    new = sum(1 for kind in kinds if kind is ChangeKind.NEW)
    changed = len(kinds) - new
    good = len(checked.rows) - len(found.refused)
    problems = checked.total - checked.repeated - good
    unchanged = good - new - changed + checked.repeated
    places = sum(1 for found_one in found.differences if found_one.kind is not ChangeKind.NEW)
    return Counts(checked.total, new, changed, unchanged, problems, places)


def moved(found: Context) -> tuple[int, int]:
    """As `written`, of points: what is left out of them leaves other rows out too."""
    found_counts = counts(found.checked, found)
    return found_counts.new, found_counts.changed


def written(preview: Preview, skip: frozenset[int]) -> tuple[int, int]:
    """Rows that added something, and rows that only changed something."""
    taken = [one for one in preview.differences if one.id not in skip]
    new = {one.row for one in taken if one.kind is ChangeKind.NEW}
    return len(new), len({one.row for one in taken} - new)
