"""The discounts in the order in which they are taken."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.points_words import DiscountKind, RewardKind
from vipdesk.domain.rewards import (
    DiscountDraft,
    DiscountRow,
    RewardError,
    check_discounts,
)
from vipdesk.domain.wording import amount
from vipdesk.domain.words import Tier
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.rewards.part import Part
from vipdesk.ui.rewards.texts_form import COUNT, MONEY, TypedFields

Draft = tuple[int | None, DiscountDraft]


class DiscountsPart(Part[DiscountRow]):
    """The list with what adds, changes, moves and removes; each change is saved at once."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(
            _("No discounts. What you add here is taken off, one after the other."),
            icon="tag",
            action=_("New discount"),
        )
        super().__init__(desk, jobs, _("Discounts"), columns(), empty)
        self.up_button = icon_button(_("Move up"), icon="chevron-up")
        self.down_button = icon_button(_("Move down"), icon="chevron-down")
        self.remove_button = icon_button(_("Remove"), icon="trash-2")
        self.edit_button = button(_("Edit"), icon="pencil")
        self.add_button = button(_("New discount"), icon="plus")
        for made in (
            *(self.up_button, self.down_button, self.remove_button),
            *(self.edit_button, self.add_button),
        ):
            self.buttons.addWidget(made)
        self.note.setText(
            _("Taken off one piece from the top down, each off what the ones above it left.")
        )
        self.up_button.clicked.connect(lambda: self.move_current(-1))
        self.down_button.clicked.connect(lambda: self.move_current(1))
        self.remove_button.clicked.connect(self._on_remove)
        self.edit_button.clicked.connect(self.edit)
        self.add_button.clicked.connect(self.add)
        self.empty.acted.connect(self.add)
        self.table.opened.connect(lambda _id: self.edit())
        self.show_rows(())

    @override
    def read(self) -> Sequence[DiscountRow]:
        return self.desk.rewards.discounts()

    @override
    def follow_current(self) -> None:
        place = self._place()
        for made in (self.edit_button, self.remove_button):
            made.setEnabled(place >= 0)
        self.up_button.setEnabled(place > 0)
        self.down_button.setEnabled(0 <= place < len(self.rows()) - 1)

    def add(self) -> "DiscountDialog":
        """Ask for a new discount, to be taken last."""
        dialog = DiscountDialog(None, self.window())
        dialog.accepted.connect(lambda: self._save([*self._drafts(), (None, dialog.draft())]))
        dialog.open()
        return dialog

    def edit(self) -> "DiscountDialog | None":
        """Show the present discount, to be changed."""
        row, place, drafts = self.current(), self._place(), self._drafts()
        if row is None:
            return None
        dialog = DiscountDialog(row.draft, self.window())
        dialog.accepted.connect(
            lambda: self._save([*drafts[:place], (row.id, dialog.draft()), *drafts[place + 1 :]])
        )
        dialog.open()
        return dialog

    def move_current(self, by: int) -> None:
        """Take the present discount earlier or later."""
        here, drafts = self._place(), self._drafts()
        there = here + by
        if here >= 0 and 0 <= there < len(drafts):
            drafts[here], drafts[there] = drafts[there], drafts[here]
            self._save(drafts)

    def _on_remove(self) -> None:
        here, drafts = self._place(), self._drafts()
        if here >= 0:
            self._save([*drafts[:here], *drafts[here + 1 :]])

    def _save(self, drafts: Sequence[Draft]) -> None:
        service = self.desk.rewards
        self.write(lambda _progress: service.save_discounts(drafts), _("The discounts are saved."))

    def _drafts(self) -> list[Draft]:
        return [(row.id, row.draft) for row in self.rows()]

    def _place(self) -> int:
        return self.model.row_of(self.table.current_id())


class DiscountDialog(Dialog):
    """One discount; `draft` gives what was entered once it is accepted."""

    def __init__(self, draft: DiscountDraft | None, parent: QWidget | None) -> None:
        title = _("Edit the discount") if draft else _("New discount")
        super().__init__(title, parent, primary=_("Save"))
        self.setMinimumWidth(520)
        self.form, self._typed = Form(), TypedFields()
        self.name = QLineEdit()
        self.kind = Choice(_("Kind"))
        self.kind.set_options([(kind.value, _(kind.label)) for kind in DiscountKind])
        self.group = Choice(_("For"))
        every = ("", _("all groups"))
        self.group.set_options([every, *((kind.value, _(kind.label)) for kind in RewardKind)])
        self.tier = Choice(_("From tier"))
        self.tier.set_options([("", _("any")), *((tier.value, _(tier.label)) for tier in Tier)])
        self.first, self.last = DateField(), DateField()
        self.closed = QCheckBox(_("No longer taken"))
        self._lay_out()
        self._show(draft or DiscountDraft(""))
        self.name.setFocus()

    def draft(self) -> DiscountDraft:
        """What stands in the fields."""
        kind = DiscountKind(self.kind.value())  # type: ignore[call-arg]
        group, tier = self.group.value(), self.tier.value()
        field = self.percent if kind is DiscountKind.PERCENT else self.points
        return DiscountDraft(
            name=self.name.text().strip(),
            kind=kind,
            amount=self._typed.value(field) or 0,
            reward_kind=RewardKind(group) if group else None,  # type: ignore[call-arg]
            tier=Tier(tier) if tier else None,  # type: ignore[call-arg]
            valid_from=self.first.value(),
            valid_to=self.last.value(),
            closed=self.closed.isChecked(),
        )

    @override
    def check(self) -> bool:
        if not self._typed.are_right():
            return False
        wrong = next((f for f in (self.first, self.last) if not f.is_valid()), None)
        if wrong is not None:
            self.form.set_message("last", _("This is not a day."))
            return False
        try:
            check_discounts([self.draft()])
        except RewardError as error:
            self.form.set_message("last", error.sentence(_))
            return False
        return True

    def _follow_kind(self) -> None:
        percent = self.kind.value() == DiscountKind.PERCENT.value
        self.form.set_row_shown("percent", percent)
        self.form.set_row_shown("points", not percent)

    def _show(self, draft: DiscountDraft) -> None:
        self.name.setText(draft.name)
        self.kind.set_value(draft.kind.value)
        field = self.percent if draft.kind is DiscountKind.PERCENT else self.points
        if draft.amount:
            percent = draft.kind is DiscountKind.PERCENT
            field.setText(amount(draft.amount) if percent else str(draft.amount))
        self.group.set_value(draft.reward_kind.value if draft.reward_kind else "")
        self.tier.set_value(draft.tier.value if draft.tier else "")
        self.first.set_value(draft.valid_from)
        self.last.set_value(draft.valid_to)
        self.closed.setChecked(draft.closed)
        self._follow_kind()

    def _lay_out(self) -> None:
        form = self.form
        form.add("name", _("Discount"), self.name, required=True)
        form.add("kind", _("Kind"), self.kind)
        self.percent = self._typed.add(form, "percent", _("Percent"), MONEY, placeholder="12.50")
        self.points = self._typed.add(
            form, "points", _("Points"), COUNT, placeholder=_("off one piece")
        )
        form.add("group", _("For"), self.group)
        form.add("tier", _("From tier"), self.tier)
        form.add("first", _("Valid from"), self.first)
        form.add("last", _("Valid to"), self.last)
        form.add("closed", "", self.closed)
        self.kind.chosen.connect(lambda _key: self._follow_kind())
        self.body.addWidget(form)
        self.body.addStretch(1)


def columns() -> tuple[Column[DiscountRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column(
            "name", _("Discount"), lambda row: row.draft.name, width=240, style=CellStyle.STRONG
        ),
        Column("off", _("Takes off"), lambda row: off_words(row.draft), width=130, right=True),
        Column("group", _("For"), _group, width=130),
        Column("tier", _("From tier"), _tier, width=110),
        Column("valid", _("Valid"), _valid, width=200),
        Column(
            "state",
            _("Status"),
            lambda row: _("No longer taken") if row.draft.closed else "",
            width=140,
            style=CellStyle.MUTED,
        ),
    )


def off_words(draft: DiscountDraft) -> str:
    """What a discount takes off, with its unit."""
    if draft.kind is DiscountKind.PERCENT:
        return f"{amount(draft.amount)} %"
    return _("{points} off").format(points=f"{draft.amount:,}")


def _group(row: DiscountRow) -> str:
    return _(row.draft.reward_kind.label) if row.draft.reward_kind else _("all groups")


def _tier(row: DiscountRow) -> str:
    return _(row.draft.tier.label) if row.draft.tier else _("any")


def _valid(row: DiscountRow) -> str:
    first, last = row.draft.valid_from, row.draft.valid_to
    return f"{first or ''} – {last or ''}".strip() if first or last else ""
