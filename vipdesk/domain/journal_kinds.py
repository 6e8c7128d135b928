"""What kinds of entries the journal holds, as people look for them."""

from vipdesk.domain.actions import ACTIONS
from vipdesk.domain.words import Word
from vipdesk.texts import N_


class JournalKind(Word):
    """A kind of entry."""

    CHANGED = "changed", N_("Changes")
    IMPORTED = "imported", N_("Imports of files")
    VIEWED = "viewed", N_("Viewed")
    EXPORTED = "exported", N_("Exported")
    PRINTED = "printed", N_("Handed out as a paper")
    UNDONE = "undone", N_("Undone or redone")
    ACCESS = "access", N_("Access and keys")
    SETTINGS = "settings", N_("Settings")
    ERASED = "erased", N_("Erased or archived")
    BOOK = "book", N_("The book itself")


_BY_CODE = {
    "import.commit": JournalKind.IMPORTED,
    "cohort.import": JournalKind.IMPORTED,
    "customer.unmask": JournalKind.VIEWED,
    "customer.data": JournalKind.EXPORTED,
    "customer.erase": JournalKind.ERASED,
    "journal.archive": JournalKind.ERASED,
    "undo": JournalKind.UNDONE,
    "redo": JournalKind.UNDONE,
}
_BY_TOPIC = {
    "export": JournalKind.EXPORTED,
    "report": JournalKind.PRINTED,
    "access": JournalKind.ACCESS,
    "unlock": JournalKind.ACCESS,
    "settings": JournalKind.SETTINGS,
    "manager": JournalKind.SETTINGS,
    "filter": JournalKind.SETTINGS,
    "book": JournalKind.BOOK,
    "demo": JournalKind.BOOK,
    "backup": JournalKind.BOOK,
    "move": JournalKind.BOOK,
}


def kind_of(code: str) -> JournalKind:
    """The kind of an entry: by its code, else by the code's first word; else a change."""
    return _BY_CODE.get(code) or _BY_TOPIC.get(code.partition(".")[0]) or JournalKind.CHANGED


def codes_of(kind: JournalKind) -> list[str]:
    """The codes of all actions of a kind."""
    return [code for code in ACTIONS if kind_of(code) is kind]
