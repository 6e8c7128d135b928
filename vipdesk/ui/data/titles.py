"""What the page is called while a file is brought in, and what is said of the file beside it."""

from vipdesk.domain.words import ImportKind
from vipdesk.services.imports.rows import Examined
from vipdesk.texts import _, ngettext
from vipdesk.ui.data.reading_card import delimiter_name


def import_title(examined: Examined | None) -> str:
    """Title of the page for the kind of a file."""
    kind = examined.mapping.kind if examined else "customers"
    titles = {
        "customers": _("Import customers"),
        "lines": _("Import lines"),
        "bills": _("Import bills"),
        "payments": _("Import payments and balances"),
        "complaints": _("Import complaints"),
        "cohort": _("Import a snapshot"),
    }
    return titles.get(kind, _(ImportKind(kind).label))  # type: ignore[call-arg]


def import_note(examined: Examined | None) -> str:
    """Name, encoding or format, size and columns of a file."""
    if examined is None:
        return ""
    source, table = examined.table.source, examined.table
    rows = ngettext("{n} row", "{n} rows", len(table.rows)).format(n=f"{len(table.rows):,}")
    filled = sum(1 for column in examined.columns if column.key)
    columns = _("{n} columns ({filled} matched)").format(n=len(table.headers), filled=filled)
    delimiter = delimiter_name(source.delimiter) if source.delimiter else None
    parts = [source.name, source.encoding or source.format, delimiter, rows, columns]
    return " · ".join(filter(None, parts))
