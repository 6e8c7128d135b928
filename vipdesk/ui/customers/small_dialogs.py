"""Dialogs of a field or two: another tier, a need, a circle."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.domain.words import CircleKind, NeedStatus, Tier
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.customer_needs import CirclesService, NeedsService
from vipdesk.services.customer_rows import CircleRow, CustomerDetailRow, NeedRow
from vipdesk.texts import _
from vipdesk.ui.customers.form_fields import chosen_word, word_keys
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog


class TierDialog(WriteDialog):
    """Another tier, and from when."""

    def __init__(
        self,
        care: CustomerCareService,
        jobs: Jobs,
        parent: QWidget | None,
        row: CustomerDetailRow,
    ) -> None:
        super().__init__(_("Change tier"), jobs, parent, primary=_("Save"))
        self._care, self._customer_id = care, row.id
        self.tier = word_keys(_("Tier"), Tier)
        self.tier.set_value(str(row.tier))
        self.on = DateField(row.today)
        self.form = Form()
        self.form.add("tier", _("Tier"), self.tier)
        self.form.add("on", _("From the day"), self.on, required=True)
        self.body.addWidget(self.form)
        kept = _("The tier until then stays in the history; a day to come is possible.")
        self.body.addWidget(label(kept, "muted", wrap=True))

    @override
    def prepared(self) -> Write | None:
        on, tier = self.on.value(), chosen_word(Tier, self.tier)
        self.form.set_message("on", "" if on else _("There is no such day."))
        if on is None:
            return None
        return lambda: self._care.set_tier(self._customer_id, tier, on)


class NeedDialog(WriteDialog):
    """What the customer wants and, of one that is noted already, where it stands."""

    def __init__(
        self,
        needs: NeedsService,
        jobs: Jobs,
        parent: QWidget | None,
        customer_id: int,
        need: NeedRow | None = None,
    ) -> None:
        title = _("Edit need") if need else _("Note a need")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._needs, self._customer_id, self._need = needs, customer_id, need
        self.text = QPlainTextEdit(need.text if need else "")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(80)
        self.status = word_keys(_("Status"), NeedStatus)
        self.status.set_value(str(need.status if need else NeedStatus.OPEN))
        self.form = Form()
        self.form.add("text", _("Need"), self.text, required=True)
        self.form.add("status", _("Status"), self.status)
        self.form.set_row_shown("status", need is not None)
        self.body.addWidget(self.form)
        self.text.setFocus()

    @override
    def prepared(self) -> Write | None:
        text, need = self.text.toPlainText().strip(), self._need
        self.form.set_message("text", "" if text else _("Write a few words first."))
        if not text:
            return None
        if need is None:
            return lambda: self._needs.add(self._customer_id, text)
        status = chosen_word(NeedStatus, self.status)
        return lambda: self._needs.save(need.id, text, status)


class CircleField(QComboBox):
    """A circle, typed or chosen, or the first entry for a new one; a large book has thousands."""

    def __init__(self, known: Sequence[CircleRow]) -> None:
        super().__init__()
        self._ids = [None, *(each.id for each in known)]
        texts = [_("A new circle…"), *(f"{each.name} · {_(each.kind.label)}" for each in known)]
        self.setEditable(True)
        self.setInsertPolicy(self.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setModel(QStringListModel(texts, self))
        popup = QListView()
        popup.setUniformItemSizes(True)
        self.setView(popup)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def place(self) -> int:
        """Which entry stands in the field, -1 if what was typed is none."""
        typed = self.currentText().strip()
        if self.itemText(self.currentIndex()) == typed:  # names may be there twice
            return self.currentIndex()
        return self.findText(typed, Qt.MatchFlag.MatchFixedString)

    def circle_id(self, place: int) -> int | None:
        """The circle of an entry, None for a new one."""
        return self._ids[place]


class CircleDialog(WriteDialog):
    """A circle that there is, or a new one, and the customer's place in it."""

    def __init__(
        self,
        circles: CirclesService,
        jobs: Jobs,
        parent: QWidget | None,
        customer_id: int,
        known: Sequence[CircleRow],
    ) -> None:
        super().__init__(_("Add to a circle"), jobs, parent, primary=_("Save"))
        self._circles, self._customer_id = circles, customer_id
        self.circle = CircleField(known)
        self.name, self.role = QLineEdit(), QLineEdit()
        self.role.setPlaceholderText(_("father, finance manager, friend of …"))
        self.kind = word_keys(_("Kind"), CircleKind)
        self.kind.set_value(str(CircleKind.FAMILY))
        self.form = Form()
        self.form.add("circle", _("Circle"), self.circle)
        self.form.add("name", _("Name of the circle"), self.name, required=True)
        self.form.add("kind", _("Kind"), self.kind)
        self.form.add("role", _("Role"), self.role)
        self.body.addWidget(self.form)
        self.circle.editTextChanged.connect(self._on_circle_changed)
        self._on_circle_changed()

    def _on_circle_changed(self) -> None:
        self.form.set_message("circle", "")
        for row in ("name", "kind"):
            self.form.set_row_shown(row, self.circle.place() == 0)

    @override
    def prepared(self) -> Write | None:
        place, role = self.circle.place(), self.role.text()
        unknown = _("No circle is called so. Choose one of the list, or its first entry.")
        self.form.set_message("circle", unknown if place < 0 else "")
        if place < 0:
            return None
        circle_id = self.circle.circle_id(place)
        if circle_id is not None:
            return lambda: self._circles.join(circle_id, self._customer_id, role)
        name, kind = self.name.text().strip(), chosen_word(CircleKind, self.kind)
        self.form.set_message("name", "" if name else _("A name is needed."))
        if not name:
            return None
        return lambda: self._circles.create(self._customer_id, name, kind, role)
