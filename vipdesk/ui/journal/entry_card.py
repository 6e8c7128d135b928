"""One entry beside the list: who, when, what was changed, and what proves it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vipdesk.services.journal_list import ChangeRow, EntryDetail
from vipdesk.texts import N_, _, ngettext
from vipdesk.ui.kit.card import PADDING, Card
from vipdesk.ui.kit.facts_text import FactsText, Section
from vipdesk.ui.kit.labels import label

_NAMES = {
    "reason": N_("Reason"),
    "kind": N_("Kind"),
    "rows": N_("Rows"),
    "n": N_("How many"),
    "name": N_("Named"),
    "file": N_("File"),
    "format": N_("Format"),
    "field": N_("Field"),
    "columns": N_("Columns"),
    "filter": N_("Filter"),
    "how": N_("How"),
    "encrypted": N_("With a passphrase"),
    "month": N_("Month"),
    "digest": N_("Digest"),
    "seq": N_("Entry"),
    "kinds": N_("Kinds"),
    "first": N_("First"),
    "last": N_("Last"),
    "erased": N_("Erased values"),
    "redacted": N_("Names taken out of"),
}
_UNTOLD = frozenset(("customer_id", "line_id", "visit_id", "merged_id", "of", "tries", "again"))


class EntryCard(Card):
    """Shows one entry."""

    def __init__(self) -> None:
        super().__init__(padded=False)
        self._facts = FactsText(_("Entry"))
        self._facts.document().setDocumentMargin(PADDING)
        self._stack = QStackedWidget()
        self._stack.setProperty("kind", "inside")
        self._stack.addWidget(_hint())
        self._stack.addWidget(self._facts)
        self.body.addWidget(self._stack)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No entry is chosen."""
        self.set_title("")
        self._stack.setCurrentIndex(0)

    def show_entry(self, detail: EntryDetail) -> None:
        """Show what an entry says."""
        self.set_title(_("Entry {seq}").format(seq=f"{detail.seq:,}"), _(detail.kind.label))
        self._facts.show_sections(tuple(_sections(detail)))
        self._stack.setCurrentWidget(self._facts)

    def text(self) -> str:
        """All that it says."""
        return self._facts.text() if self._stack.currentWidget() is self._facts else ""


def _hint() -> QWidget:
    inner = QWidget()
    whole = QVBoxLayout(inner)
    whole.addStretch(1)
    hint = label(_("Choose an entry to see what it changed."), "muted", wrap=True)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    whole.addWidget(hint)
    whole.addStretch(2)
    return inner


def _sections(detail: EntryDetail) -> Iterator[Section]:
    yield Section(detail.entry.label(_), rows=tuple(_facts(detail)))
    yield from map(_change, detail.changes)
    if detail.more:
        words = ngettext("and {n} more row", "and {n} more rows", detail.more)
        yield Section(note=words.format(n=f"{detail.more:,}"))


def _facts(detail: EntryDetail) -> Iterator[tuple[str, str]]:
    yield _("When"), f"{detail.at:%Y-%m-%d %H:%M:%S}"
    yield _("Who"), detail.entry.manager or _("Nobody yet")
    for name, value in detail.details:
        if name not in _UNTOLD and value not in ("", "null"):
            yield _(_NAMES.get(name, name)), value
    if detail.undone_at is not None:
        yield _("Taken back"), f"{detail.undone_at:%Y-%m-%d %H:%M}"
    yield _("Digest"), detail.digest


def _change(change: ChangeRow) -> Section:
    named = " · ".join(part for part in (_(change.table), change.name, _(change.op)) if part)
    gone = _("The values are gone: archived, or of a customer deleted on request.")
    rows = tuple((_(each.label), _from_to(each.old, each.new)) for each in change.fields)
    return Section(named, gone if change.erased else "", rows)


def _from_to(old: str, new: str) -> str:
    if not old:
        return new
    return f"{old} → {new or _('(empty)')}"
