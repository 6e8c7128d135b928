"""All that is known of a customer: fields, tags, circles, history, merges, the file's columns."""

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.birthdays import birthday_words
from vipdesk.domain.masking import MaskedField
from vipdesk.domain.words import CustomerKind
from vipdesk.services.customer_rows import CircleRow, CustomerDetailRow, JournalRow, MergeRow
from vipdesk.texts import _
from vipdesk.ui.customers.detail_tab import DetailTab, head_of, line_of
from vipdesk.ui.customers.lines_tab import history_text
from vipdesk.ui.customers.words import day_text
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.card import rule
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Tone

Field = tuple[str, str | QWidget]


class DataTab(DetailTab):
    """Sections under each other; empty fields are left out."""

    @override
    def fill(self, row: CustomerDetailRow) -> None:
        edit = button(_("Edit"), icon="pencil", small=True)
        edit.clicked.connect(lambda: self.actions_of_customer.edit(row.id))
        self.body.addLayout(head_of(_("Profile"), edit))
        self.body.addLayout(_table([*self._personal(row), *_fields(row)]))
        self._add_tags(row)
        self._add_circles(row)
        self.body.addWidget(rule())
        tier = button(_("Change tier…"), kind="link")
        tier.clicked.connect(lambda: self.actions_of_customer.change_tier(row))
        self.body.addLayout(head_of(_("Tier and manager"), tier))
        past = "\n".join(history_text(each) for each in row.history)
        self.body.addWidget(label(past, "note", wrap=True))
        self._add_merges(row)
        if row.extra:
            self.body.addWidget(rule())
            self.body.addWidget(label(_("Further columns of the operator's file"), "section"))
            shown: list[Field] = [
                (name, str(value)) for name, value in row.extra.items() if value is not None
            ]
            self.body.addLayout(_table(shown))
        self._add_journal(row)

    def _personal(self, row: CustomerDetailRow) -> Iterator[Field]:
        profile = row.profile
        known = (
            (MaskedField.PHONE, _("Contact phone"), profile.phone),
            (MaskedField.ID_NUMBER, _("ID number"), profile.id_number),
            (MaskedField.ADDRESS, _("Address"), profile.address),
        )
        for field, name, masked in known:
            if masked:
                yield name, self.personal(row, field, name, masked)

    def _add_tags(self, row: CustomerDetailRow) -> None:
        act = self.actions_of_customer
        self.body.addWidget(rule())
        self.body.addWidget(label(_("Tags"), "section"))
        made = QWidget()
        flow = FlowLayout(made, 4)
        for tag in row.tags:
            chip = button(tag.name, icon="x", small=True)
            set_tip(chip, _("Remove tag “{name}”").format(name=tag.name))
            chip.setAccessibleName(_("Remove tag “{name}”").format(name=tag.name))
            chip.clicked.connect(lambda _checked, tag_id=tag.id: act.untag(row, tag_id))
            flow.addWidget(chip)
        new = QLineEdit()
        new.setPlaceholderText(_("New tag, then Return"))
        new.setAccessibleName(_("New tag"))
        new.setFixedWidth(160)
        new.returnPressed.connect(lambda: act.tag(row, new.text()) if new.text().strip() else None)
        flow.addWidget(new)
        self.body.addWidget(made)

    def _add_circles(self, row: CustomerDetailRow) -> None:
        self.body.addWidget(rule())
        join = button(_("Add to a circle…"), kind="link")
        join.clicked.connect(lambda: self.actions_of_customer.join_circle(row))
        self.body.addLayout(head_of(_("Circles"), join))
        if not row.circles:
            text = _("In no circle. Family, company and friends can be kept together.")
            self.body.addWidget(label(text, "muted", wrap=True))
        for circle in row.circles:
            self._add_circle(row, circle)

    def _add_circle(self, row: CustomerDetailRow, circle: CircleRow) -> None:
        act = self.actions_of_customer
        leave = icon_button(_("Leave circle {name}").format(name=circle.name), icon="x")
        leave.clicked.connect(lambda: act.leave_circle(row, circle.id))
        parts = (label(circle.name, "strong"), Chip(_(circle.kind.label), Tone.NEUTRAL))
        line = line_of(*parts)
        line.addWidget(leave)
        self.body.addLayout(line)
        for member in circle.members:
            name = button(member.name, kind="link")
            name.setEnabled(member.customer_id != row.id)
            name.clicked.connect(
                lambda _checked, customer_id=member.customer_id: act.opened.emit(customer_id)
            )
            tier = Chip(_(member.tier.label), tier_tone(member.tier))
            self.body.addLayout(line_of(name, tier, label(member.role or "", "note")))

    def _add_merges(self, row: CustomerDetailRow) -> None:
        if not row.merges:
            return
        self.body.addWidget(rule())
        self.body.addWidget(label(_("Merged into this customer"), "section"))
        for merge in row.merges:
            self.body.addLayout(self._merge(merge))

    def _merge(self, merge: MergeRow) -> QHBoxLayout:
        said = f"{merge.name} · {merge.number} · {merge.merged_at:%Y-%m-%d}"
        apart = button(_("Unmerge"), icon="split", small=True)
        apart.clicked.connect(lambda: self.actions_of_customer.unmerge(merge))
        return line_of(label(said, wrap=True), apart, stretch=0)

    def _add_journal(self, row: CustomerDetailRow) -> None:
        self.body.addWidget(rule())
        self.body.addWidget(label(_("What was done"), "section"))
        self.body.addWidget(
            label("\n".join(_done(each) for each in row.journal), "note", wrap=True)
        )


def _done(entry: JournalRow) -> str:
    parts = (f"{entry.at:%Y-%m-%d %H:%M}", entry.label(_), entry.manager or "")
    return " · ".join(part for part in parts if part)


def _fields(row: CustomerDetailRow) -> Iterator[Field]:
    profile = row.profile
    genders = {"m": _("Mr"), "f": _("Ms")}
    channel = profile.preferred_channel
    yield _("Kind"), _(profile.kind.label)
    yield _("Salutation"), genders.get(profile.gender, "")
    is_firm = profile.kind is CustomerKind.ORGANISATION
    yield _("Contact person") if is_firm else _("Contact name"), profile.contact_name
    yield _("E-mail"), profile.email
    yield _("WeChat"), profile.wechat
    yield _("Employer"), profile.employer
    yield _("Birthday"), birthday_words(profile.birthday, _) if profile.birthday else ""
    yield _("On network since"), day_text(profile.joined_on) if profile.joined_on else ""
    yield _("Preferred channel"), _(channel.label) if channel else ""
    yield _("Preferred hours"), profile.preferred_hours
    yield _("Interests"), profile.interests
    yield _("Note"), profile.note


def _table(fields: Sequence[Field]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 88)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(each for each in fields if each[1]):
        grid.addWidget(label(name, "muted", wrap=True), place, 0)
        shown = label(value, wrap=True) if isinstance(value, str) else value
        grid.addWidget(shown, place, 1)
    return grid
