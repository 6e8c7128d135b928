"""Put a tag on many customers, or take one off."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from vipdesk.services.customer_rows import TagRow
from vipdesk.texts import _, ngettext
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.fields import offering
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label

ID_ROLE = Qt.ItemDataRole.UserRole
LONGEST_TAG = 24
ITEM_HEIGHT = 32


class TagDialog(Dialog):
    """Asks which tag to put on; a new one is made as typed.

    Signals:
        named: The tag's name.
    """

    named = Signal(str)

    def __init__(self, count: int, tags: Sequence[TagRow], parent: QWidget | None) -> None:
        title = ngettext("Tag {n} customer", "Tag {n} customers", count).format(n=f"{count:,}")
        super().__init__(title, parent, primary=_("Add tag"))
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_TAG)
        completer = offering([tag.name for tag in tags], self.name)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(completer)
        form = Form()
        form.add("name", _("Tag"), self.name, required=True)
        self.body.addWidget(form)
        if tags:
            self.body.addWidget(label(_("Tags in use"), "muted"))
            self.list = _tag_list(tags)
            self.list.currentItemChanged.connect(self._on_list_current_item_changed)
            self.body.addWidget(self.list)
        self.name.textChanged.connect(self._on_name_changed)
        self.accepted.connect(lambda: self.named.emit(self.name.text().strip()))
        self._on_name_changed()
        self.name.setFocus()

    def _on_name_changed(self) -> None:
        self.primary_button.setEnabled(bool(self.name.text().strip()))

    def _on_list_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.name.setText(item.data(ID_ROLE + 1))


class UntagDialog(Dialog):
    """Asks which tag to take off.

    Signals:
        picked: The tag's id.
    """

    picked = Signal(int)

    def __init__(self, count: int, tags: Sequence[TagRow], parent: QWidget | None) -> None:
        said = ngettext(
            "Take a tag off {n} customer", "Take a tag off {n} customers", count
        ).format(n=f"{count:,}")
        super().__init__(said, parent, primary=_("Remove tag"))
        self.list = _tag_list(tags)
        if not tags:
            self.body.addWidget(label(_("There are no tags yet."), "muted"))
        self.body.addWidget(self.list)
        self.primary_button.setEnabled(bool(tags))
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.accepted.connect(self._on_accepted)

    def _on_accepted(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.picked.emit(item.data(ID_ROLE))


def _tag_list(tags: Sequence[TagRow]) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(_("Tags in use"))
    for tag in tags:
        item = QListWidgetItem(f"{tag.name}  {tag.customers:,}")
        item.setSizeHint(QSize(0, ITEM_HEIGHT))
        item.setData(ID_ROLE, tag.id)
        item.setData(ID_ROLE + 1, tag.name)
        made.addItem(item)
    return made
