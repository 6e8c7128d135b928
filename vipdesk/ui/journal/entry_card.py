"""One entry beside the list: who, when, what was changed, and what proves it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from vipdesk.services.journal_list import ChangeRow, EntryDetail
from vipdesk.texts import N_, _, ngettext
from vipdesk.ui.kit.card import PADDING, Card, rule
from vipdesk.ui.kit.labels import label

NAME_WIDTH = 96
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
    """Shows one entry; built anew for each."""

    def __init__(self) -> None:
        super().__init__(padded=False)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(_("Entry"))
        self.body.addWidget(self._area)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No entry is chosen."""
        self.set_title("")
        self._put(_hint())

    def show_entry(self, detail: EntryDetail) -> None:
        """Show what an entry says."""
        self.set_title(_("Entry {seq}").format(seq=f"{detail.seq:,}"), _(detail.kind.label))
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        whole.setSpacing(8)
        title = label(detail.entry.label(_), "section", wrap=True)
        whole.addWidget(title)
        whole.addLayout(_table(_facts(detail)))
        for change in detail.changes:
            whole.addWidget(rule())
            _add_change(whole, change)
        if detail.more:
            words = ngettext("and {n} more row", "and {n} more rows", detail.more)
            whole.addWidget(label(words.format(n=f"{detail.more:,}"), "muted"))
        whole.addStretch(1)
        self._put(inner)

    def text(self) -> str:
        """All that it says, for tests and screen readers."""
        inner = self._area.widget()
        return inner.accessibleName() if inner is not None else ""

    def _put(self, inner: QWidget) -> None:
        inner.setProperty("kind", "scrolled")
        said = [each.text() for each in inner.findChildren(type(label()))]
        inner.setAccessibleName("\n".join(said))
        self._area.setWidget(inner)
        self._area.viewport().setAutoFillBackground(False)


def _hint() -> QWidget:
    inner = QWidget()
    whole = QVBoxLayout(inner)
    whole.addStretch(1)
    hint = label(_("Choose an entry to see what it changed."), "muted", wrap=True)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    whole.addWidget(hint)
    whole.addStretch(2)
    return inner


def _facts(detail: EntryDetail) -> Iterator[tuple[str, str]]:
    yield _("When"), f"{detail.at:%Y-%m-%d %H:%M:%S}"
    yield _("Who"), detail.entry.manager or _("Nobody yet")
    for name, value in detail.details:
        if name not in _UNTOLD and value not in ("", "null"):
            yield _(_NAMES.get(name, name)), value
    if detail.undone_at is not None:
        yield _("Taken back"), f"{detail.undone_at:%Y-%m-%d %H:%M}"
    yield _("Digest"), detail.digest


def _table(rows: Iterator[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, NAME_WIDTH)
    grid.setColumnStretch(1, 1)
    for at, (name, value) in enumerate(rows):
        title = label(name, "muted", wrap=True)
        title.setFixedWidth(NAME_WIDTH)
        grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(shown, at, 1, Qt.AlignmentFlag.AlignTop)
    return grid


def _add_change(whole: QLayout, change: ChangeRow) -> None:
    named = " · ".join(part for part in (_(change.table), change.name, _(change.op)) if part)
    whole.addWidget(label(named, "strong", wrap=True))
    if change.erased:
        words = _("The values are gone: archived, or of a customer deleted on request.")
        whole.addWidget(label(words, "muted", wrap=True))
    if change.fields and isinstance(whole, QVBoxLayout):
        rows = ((_(each.label), _from_to(each.old, each.new)) for each in change.fields)
        whole.addLayout(_table(rows))


def _from_to(old: str, new: str) -> str:
    if not old:
        return new
    return f"{old} → {new or _('(empty)')}"
