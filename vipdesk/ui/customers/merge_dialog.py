"""Two customers side by side; which of each field stays, and who stays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QScrollArea, QWidget
from typing_extensions import override

from vipdesk.domain.birthdays import birthday_words
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.words import Word
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.merging import Comparison, MergeSide
from vipdesk.texts import N_, _, ngettext
from vipdesk.ui.customer_picker import CustomerPicker
from vipdesk.ui.customers.words import NOTHING
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import PushButton, button
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog

TITLES = {
    "name": N_("Name"), "kind": N_("Kind"), "gender": N_("Salutation"),
    "contact_name": N_("Contact person"), "phone": N_("Contact phone"), "email": N_("E-mail"),
    "wechat": N_("WeChat"), "id_number": N_("ID number"), "address": N_("Address"),
    "employer": N_("Employer"), "birthday": N_("Birthday"), "joined_on": N_("On network since"),
    "stage": N_("Stage"), "tier": N_("Tier"), "preferred_channel": N_("Preferred channel"),
    "preferred_hours": N_("Preferred hours"), "interests": N_("Interests"),
    "do_not_disturb": N_("Do not disturb"), "note": N_("Note"),
}  # fmt: skip


class MergeDialog(WriteDialog):
    """The left one stays, with its number; of each field that differs one value is chosen.

    Signals:
        merged: Who stays, to be shown.
        written: The merge's id.
    """

    merged = Signal(int)

    def __init__(
        self,
        desk: CustomerDesk,
        jobs: Jobs,
        parent: QWidget | None,
        kept_id: int,
        other_id: int | None = None,
        stays: str = "",
    ) -> None:
        """Compare them; where the other one is to be picked, ``stays`` names who is there."""
        super().__init__(_("Merge customers"), jobs, parent, primary=_("Merge"))
        self._desk = desk
        self._kept_id, self._other_id = kept_id, other_id
        self._latest = Latest(jobs, self)
        self._found: Comparison | None = None
        self._choices: dict[str, QPushButton] = {}  # the merged one's value, by field
        self.setMinimumSize(720, 420)
        self.primary_button.setEnabled(False)
        self.picker = CustomerPicker(desk.finder, jobs)
        self.swap_button = button(_("Keep the other one"), icon="arrow-right-left", small=True)
        self.swap_button.clicked.connect(self._on_swap_clicked)
        self.swap_button.hide()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields in it take the keyboard
        self._area.hide()
        self._asked = label(_("Who goes into {name}?").format(name=stays), "strong", wrap=True)
        self.body.addWidget(self._asked)
        self.body.addWidget(self.picker)
        self.body.addWidget(self._area, 1)
        kept = _("Lines, contacts, visits, needs and tasks go over; nothing is added up. "
                 "A merge can be taken apart later.")  # fmt: skip
        self.body.addWidget(label(kept, "muted", wrap=True))
        self.foot.insertWidget(0, self.swap_button)
        self.picker.picked.connect(self._on_picked)
        self.written.connect(lambda _merge_id: self.merged.emit(self._kept_id))
        self._asked.setVisible(bool(stays) and other_id is None)
        self.picker.setVisible(other_id is None)
        self._compare()

    def choose(self, key: str) -> None:
        """Take the merged customer's value of a field."""
        self._choices[key].setChecked(True)

    def taken(self) -> tuple[str, ...]:
        """The fields whose value comes from the merged customer."""
        return tuple(key for key, made in self._choices.items() if made.isChecked())

    def _on_picked(self, choice: CustomerChoice) -> None:
        self._other_id = choice.id
        self._compare()

    def _on_swap_clicked(self) -> None:
        if self._other_id is not None:
            self._kept_id, self._other_id = self._other_id, self._kept_id
            self._compare()

    def _compare(self) -> None:
        kept_id, other_id = self._kept_id, self._other_id
        if other_id is None:
            self.picker.setFocus()
            return
        job = self.jobs.read(
            lambda _progress: self._desk.merging.compare(kept_id, other_id), quiet=True
        )
        job.succeeded.connect(self._show)
        job.failed.connect(self._on_failed)

    def _show(self, found: Comparison) -> None:
        self._found = found
        self.say_refused("")
        self._choices = {}
        inner = QWidget()
        inner.setProperty("kind", "scrolled")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        self._add_heads(grid, found)
        for place, key in enumerate(each for each in TITLES if each in found.differing):
            self._add_row(grid, place + 2, key, found)
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(inner)
        self._area.show()
        self._asked.hide()
        self.picker.hide()
        self.swap_button.show()
        self.primary_button.setEnabled(True)
        self.primary_button.setFocus()

    def _add_heads(self, grid: QGridLayout, found: Comparison) -> None:
        for column, (side, said) in enumerate(
            ((found.left, _("stays")), (found.right, _("goes into it"))), 1
        ):
            name = f"{side.draft.name} · {side.draft.number}"
            grid.addWidget(ElidedLabel(name, "strong"), 0, column)
            grid.addWidget(label(f"{said} · {_brings(side)}", "note", wrap=True), 1, column)

    def _add_row(self, grid: QGridLayout, place: int, key: str, found: Comparison) -> None:
        title = _(TITLES[key])
        grid.addWidget(label(title, "muted"), place, 0)
        group = QButtonGroup(self._area)
        for column, side in ((1, found.left), (2, found.right)):
            text = _said(side, key)
            made = PushButton(text)
            made.setProperty("kind", "option")
            made.setCheckable(True)
            made.setAccessibleName(_("{name}: {value}").format(name=title, value=text))
            group.addButton(made)
            grid.addWidget(made, place, column)
            made.setChecked(side is self._proposed(key, found))
            if side is found.right:
                self._choices[key] = made

    def _proposed(self, key: str, found: Comparison) -> MergeSide:
        """The kept one's value, unless it has none."""
        return found.left if _said(found.left, key) != NOTHING else found.right

    @override
    def prepared(self) -> Write | None:
        other_id, take = self._other_id, self.taken()
        if self._found is None or other_id is None:
            return None
        return lambda: self._desk.merging.merge(self._kept_id, other_id, take)

    @override
    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        self.primary_button.setEnabled(self._found is not None)


def _brings(side: MergeSide) -> str:
    accounts, contacts = side.counts["account"], side.counts["touchpoint"]
    return _(", ").join(
        (
            ngettext("{n} account", "{n} accounts", accounts).format(n=accounts),
            ngettext("{n} contact", "{n} contacts", contacts).format(n=contacts),
        )
    )


def _said(side: MergeSide, key: str) -> str:
    value = getattr(side.draft, key)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Word):
        return _(value.label)
    if isinstance(value, Birthday):
        return birthday_words(value, _)
    if key == "gender":
        return {"m": _("Mr"), "f": _("Ms")}.get(value, NOTHING)
    return str(value) if value else NOTHING
