"""One offer: what it is called, what it costs, to whom it fits."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.cell_numbers import parse_count, parse_money
from vipdesk.domain.cells import CellError
from vipdesk.domain.customer_checks import Finding
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.settings_checks import check_fee_range, check_offer_name
from vipdesk.domain.wording import amount
from vipdesk.domain.words import LineKind, Tier, Word
from vipdesk.texts import N_, _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form

MAX_MONTHS = 120
_MONEY = ("fee", "min_fee", "max_fee")


class OfferDialog(Dialog):
    """Checks as it is typed; `offer` gives what was entered once it is accepted."""

    def __init__(
        self, offer: OfferTemplate | None, others: Sequence[OfferTemplate], parent: QWidget
    ) -> None:
        title = _("Edit the offer") if offer else _("New offer")
        super().__init__(title, parent, primary=_("Apply"))
        self._others = tuple(others)
        self.form = Form()
        self._texts = {
            key: QLineEdit() for key in ("name", "detail", "fee", "months", "min_fee", "max_fee")
        }
        self._kind = _choice(LineKind)
        self._tier = _choice(Tier)
        self._lay_out()
        self._show(offer or OfferTemplate("", ""))
        for key, field in self._texts.items():
            field.textEdited.connect(lambda _typed, key=key: self._say(key))
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
        )

    @override
    def check(self) -> bool:
        wrong = [key for key in self._texts if self._say(key)]
        if wrong:
            self._texts[wrong[0]].setFocus()
        return not wrong

    def _text(self, key: str) -> str:
        return self._texts[key].text().strip()

    def _money(self, key: str) -> int | None:
        return parse_money(self._text(key))

    def _say(self, key: str) -> bool:
        """Say what is wrong in a field; True if anything is."""
        try:
            finding = self._finding(key)
        except CellError as error:
            finding = Finding(error.message, True, error.params)
        self.form.set_message(key, finding.sentence(_) if finding else "")
        if key == "min_fee" and self._text("max_fee"):
            self._say("max_fee")
        return finding is not None

    def _finding(self, key: str) -> Finding | None:
        if key == "name":
            return check_offer_name(self._text("name"), self._others)
        if key == "months":
            return _check_months(self._text("months"))
        if key in _MONEY:
            return self._check_money(key)
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
        }
        for key, value in values.items():
            self._texts[key].setText(value)
        self._kind.setCurrentIndex(self._kind.findData(offer.line_kind))
        self._tier.setCurrentIndex(self._tier.findData(offer.min_tier))

    def _lay_out(self) -> None:
        rows: tuple[tuple[str, str, QWidget, str], ...] = (
            ("name", _("Offer"), self._texts["name"], ""),
            ("detail", _("Description"), self._texts["detail"], ""),
            ("fee", _("Monthly fee"), self._texts["fee"], _("yuan; empty: the present fee stays")),
            ("months", _("Months"), self._texts["months"], _("empty: binds for no time")),
            ("kind", _("For lines"), self._kind, ""),
            ("tier", _("From tier"), self._tier, ""),
            ("min_fee", _("Present fee from"), self._texts["min_fee"], _("yuan; empty: any")),
            ("max_fee", _("Present fee to"), self._texts["max_fee"], _("yuan; empty: any")),
        )
        for key, name, field, hint in rows:
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
            self.form.add(key, name, field, required=key == "name")
        self.body.addWidget(self.form)
        self.body.addStretch(1)


def _choice(words: type[Word]) -> QComboBox:
    made = QComboBox()
    for word in words:
        made.addItem(_(word.label), word.value)
    return made


def _fee(fen: int | None) -> str:
    return "" if fen is None else amount(fen)


def _check_months(text: str) -> Finding | None:
    months = parse_count(text)
    if months is not None and months > MAX_MONTHS:
        return Finding(N_("At most {limit} months."), True, {"limit": MAX_MONTHS})
    return None
