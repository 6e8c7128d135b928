"""What the page is called while a file of one kind is brought in."""

from vipdesk.domain.words import ImportKind
from vipdesk.texts import _


def import_title(kind: str) -> str:
    """Title of the page for a kind of file."""
    titles = {
        "customers": _("Import customers"),
        "lines": _("Import lines"),
        "bills": _("Import bills"),
        "payments": _("Import payments and balances"),
        "complaints": _("Import complaints"),
    }
    return titles.get(kind, _(ImportKind(kind).label))  # type: ignore[call-arg]
