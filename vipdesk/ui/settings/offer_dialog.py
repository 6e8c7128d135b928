"""One offer: what it is called, what it costs, to whom and when it fits."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.cell_numbers import parse_count, parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.settings_checks import check_fee_range, check_offer_name
from vipdesk.domain.talk import Reason
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, OfferKind, Tier, Word
from vipdesk.texts import N_, _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.multi_choice import MultiChoice

MAX_MONTHS = 120
_MONEY = ("fee", "min_fee", "max_fee", "cost")
_TEXTS = ("name", "detail", "plans", "months", *_MONEY)
Rows = tuple[tuple[str, str, QWidget, str], ...]  # key, name, field, placeholder


class OfferDialog(Dialog):
    """Checks as it is typed; `offer` gives what was entered once it is accepted."""

    def __init__(
        self, offer: OfferTemplate | None, others: Sequence[OfferTemplate], parent: QWidget
    ) -> None:
        title = _("Edit the offer") if offer else _("New offer")
        super().__init__(title, parent, primary=_("Apply"))
        self._others = tuple(others)
        self._forms: dict[str, Form] = {}
        self._texts = {key: QLineEdit() for key in _TEXTS}
        self._days = {key: DateField() for key in ("valid_from", "valid_to")}
        self._what = _choice(OfferKind)
        self._kind = _choice(LineKind)
        self._reasons = MultiChoice(_("For reasons"), _("any"))
        self._reasons.set_choices([(str(each), _(each.label), None) for each in Reason])
        self._tier = _choice(Tier)
        self._lay_out()
        self._show(offer or OfferTemplate("", ""))
        for key, field in self._texts.items():
            field.textEdited.connect(lambda _typed, key=key: self._say(key))
        for key, day in self._days.items():
            day.value_changed.connect(lambda key=key: self._say(key))
        self._texts["name"].setFocus()

    def offer(self) -> OfferTemplate:
        """What stands in the fields; only of use once `check` has passed."""
        return OfferTemplate(
            name=self._text("name"),
            detail=self._text("detail"),
            fee_fen=self._money("fee"),
            months=parse_count(self._text("months")) or None,
            line_kind=self._kind.currentData(),
            min_tier=self._tier.currentData(),
            min_fee_fen=self._money("min_fee") or 0,
            max_fee_fen=self._money("max_fee"),
            kind=self._what.currentData(),
            plans=tuple(dict.fromkeys(filter(None, map(str.strip, self._plans())))),
            reasons=self._reasons.values(),
            valid_from=_iso(self._days["valid_from"]),
            valid_to=_iso(self._days["valid_to"]),
            cost_fen=self._money("cost"),
        )

    def message(self, key: str) -> str:
        """What is said under the field ``key``."""
        return self._forms[key].message(key)

    @override
    def check(self) -> bool:
        fields: dict[str, QWidget] = {**self._texts, **self._days}
        wrong = [key for key in fields if self._say(key)]
        if wrong:
            fields[wrong[0]].setFocus()
        return not wrong

    def _text(self, key: str) -> str:
        return self._texts[key].text().strip()

    def _plans(self) -> list[str]:
        return self._text("plans").replace("，", ",").replace("、", ",").split(",")

    def _money(self, key: str) -> int | None:
        return parse_money(self._text(key))

    def _say(self, key: str) -> bool:
        """Say what is wrong in a field; True if anything is."""
        try:
            finding = self._finding(key)
        except CellError as error:
            finding = Finding(error.message, True, error.params)
        self._forms[key].set_message(key, finding.sentence(_) if finding else "")
        if key == "min_fee" and self._text("max_fee"):
            self._say("max_fee")
        if key == "valid_from" and self._days["valid_to"].text():
            self._say("valid_to")
        return finding is not None

    def _finding(self, key: str) -> Finding | None:
        if key == "name":
            return check_offer_name(self._text("name"), self._others)
        if key == "months":
            return _check_months(self._text("months"))
        if key in _MONEY:
            return self._check_money(key)
        return self._check_day(key) if key in self._days else None

    def _check_day(self, key: str) -> Finding | None:
        if not self._days[key].is_valid():
            return Finding(N_("This is not a day."))
        first, last = (self._days[each].value() for each in ("valid_from", "valid_to"))
        if key == "valid_to" and first and last and last < first:
            return Finding(N_("This is before the first day."))
        return None

    def _check_money(self, key: str) -> Finding | None:
        fen = self._money(key)
        if fen is not None and fen < 0:
            return Finding(N_("This cannot be less than zero."))
        if key != "max_fee":
            return None
        try:
            lowest = self._money("min_fee") or 0
        except CellError:
            return None
        return check_fee_range(lowest, fen)

    def _show(self, offer: OfferTemplate) -> None:
        values = {
            "name": offer.name,
            "detail": offer.detail,
            "fee": _fee(offer.fee_fen),
            "months": str(offer.months or ""),
            "min_fee": _fee(offer.min_fee_fen or None),
            "max_fee": _fee(offer.max_fee_fen),
            "cost": _fee(offer.cost_fen),
            "plans": ", ".join(offer.plans),
        }
        for key, value in values.items():
            self._texts[key].setText(value)
            self._texts[key].setCursorPosition(0)
        self._days["valid_from"].set_value(_day(offer.valid_from))
        self._days["valid_to"].set_value(_day(offer.valid_to))
        self._reasons.set_values(offer.reasons)
        self._what.setCurrentIndex(self._what.findData(offer.kind))
        self._kind.setCurrentIndex(self._kind.findData(offer.line_kind))
        self._tier.setCurrentIndex(self._tier.findData(offer.min_tier))

    def _lay_out(self) -> None:
        texts = self._texts
        any_fee = _("yuan; empty: any")
        what: Rows = (
            ("name", _("Offer"), texts["name"], ""),
            ("detail", _("Description"), texts["detail"], ""),
            ("what", _("Kind"), self._what, ""),
            ("fee", _("Monthly fee"), texts["fee"], _("yuan; empty: the present fee stays")),
            ("months", _("Months"), texts["months"], _("empty: binds for no time")),
            ("cost", _("Cost to us"), texts["cost"], _("yuan; the customer never reads it")),
            ("valid_from", _("Valid from"), self._days["valid_from"], ""),
            ("valid_to", _("Valid to"), self._days["valid_to"], ""),
        )
        whom: Rows = (
            ("kind", _("For lines"), self._kind, ""),
            ("tier", _("From tier"), self._tier, ""),
            ("plans", _("For plans"), texts["plans"], _("parts of their names; empty: any")),
            ("reasons", _("For reasons"), self._reasons, ""),
            ("min_fee", _("Present fee from"), texts["min_fee"], any_fee),
            ("max_fee", _("Present fee to"), texts["max_fee"], any_fee),
        )
        row = QHBoxLayout()
        row.setSpacing(28)
        for rows in (what, whom):
            row.addWidget(self._form(rows), 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.setMinimumWidth(820)

    def _form(self, rows: Rows) -> Form:
        form = Form()
        for key, name, field, hint in rows:
            if hint and isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
            form.add(key, name, field, required=key == "name")
            self._forms[key] = form
        return form


def _choice(words: type[Word]) -> QComboBox:
    made = QComboBox()
    for word in words:
        made.addItem(_(word.label), word.value)
    return made


def _iso(field: DateField) -> str | None:
    day = field.value()
    return day.isoformat() if day else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _fee(fen: int | None) -> str:
    return "" if fen is None else amount(fen)


def _check_months(text: str) -> Finding | None:
    months = parse_count(text)
    if months is not None and months > MAX_MONTHS:
        return Finding(N_("At most {limit} months."), True, {"limit": MAX_MONTHS})
    return None
