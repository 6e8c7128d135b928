"""The criteria of the customer list; every change takes effect at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.task_query import Risk
from vipdesk.domain.words import CustomerKind, FirstSteps, Stage, Tier
from vipdesk.services.customers import FilterChoices
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.flow import FlowLayout
from vipdesk.ui.kit.form import beside, titled
from vipdesk.ui.kit.multi_choice import MultiChoice, word_choices
from vipdesk.ui.kit.scrolled import WrappedArea
from vipdesk.ui.risk_words import risk_word

DAYS = (7, 30, 60, 90, 180, 365)
MONTHS = (1, 2, 3, 6, 12)
FIELD_WIDTH = 148
WHOLE = QRegularExpression(r"\d{0,7}")


class OneChoice(QComboBox):
    """One value or none.

    Signals:
        chosen: The user chose another value; see `value`.
    """

    chosen = Signal()

    def __init__(self, nothing: str, options: Iterable[tuple[Any, str]]) -> None:
        super().__init__()
        self.addItem(nothing, None)
        for value, text in options:
            self.addItem(text, value)
        self.activated.connect(self.chosen)

    def value(self) -> Any:
        """What is chosen, or None."""
        return self.currentData()

    def set_value(self, value: Any, text: str = "") -> None:
        """Choose ``value`` without a signal; one that was not offered is added as ``text``."""
        at = next((n for n in range(self.count()) if self.itemData(n) == value), -1)
        if at < 0:
            self.addItem(text, value)
            at = self.count() - 1
        self.setCurrentIndex(at)


class FilterPanel(Card):
    """All criteria side by side.

    Signals:
        filter_changed: The `CustomerFilter` that the fields say now.
    """

    filter_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Filter"))
        self._many = _many_fields()
        self._one = _one_fields()
        self._arpu = {
            "arpu_from_fen": _whole_field(_("from")),
            "arpu_to_fen": _whole_field(_("up to")),
        }
        box = QWidget()
        self.points = _whole_field(_("from"))
        self.points.setAccessibleName(_names()["points_from"])
        self._flow = FlowLayout(box, 12)
        for name, field in self._arpu.items():
            field.setAccessibleName(_names()[name])
        self._lay_out()
        self.body.addWidget(WrappedArea(box, least=2 * self.clear.sizeHint().height()))
        self._connect()

    def filter(self) -> CustomerFilter:
        """What the fields say."""
        values: dict[str, Any] = {name: field.value() for name, field in self._one.items()}
        for name, field in self._many.items():
            values[name] = list(field.values())
        for name, edit in self._arpu.items():
            values[name] = int(edit.text()) * 100 if edit.text() else None
        values["points_from"] = int(self.points.text()) if self.points.text() else None
        return CustomerFilter.from_json(values)

    def set_filter(self, criteria: CustomerFilter) -> None:
        """Show ``criteria`` without a signal."""
        for name, field in self._many.items():
            field.set_values([str(each) for each in getattr(criteria, name)])
        for name, choice in self._one.items():
            value = getattr(criteria, name)
            choice.set_value(value, _one_text(name, value))
        for name, edit in self._arpu.items():
            fen = getattr(criteria, name)
            edit.setText("" if fen is None else str(fen // 100))
        least = criteria.points_from
        self.points.setText("" if least is None else str(least))

    def set_choices(self, choices: FilterChoices) -> None:
        """Offer the plans, tags, circles and managers that there are."""
        for name in ("plans", "tags", "circles", "owners"):
            offered: Sequence[tuple[str, int]] = getattr(choices, name)
            self._many[name].set_choices([(each, each, number) for each, number in offered])

    def begin(self) -> None:
        """Put the keyboard on the first field."""
        self._many["tiers"].setFocus()

    def follow(self, before: QWidget) -> None:
        """Take the Tab key over from ``before``, field by field as they are seen."""
        fields = self._fields()
        for field in (*(fields[name] for name in _names()), self.clear):
            self.setTabOrder(before, field)
            before = field

    def _fields(self) -> dict[str, QWidget]:
        return {**self._many, **self._one, **self._arpu, "points_from": self.points}

    def _lay_out(self) -> None:
        fields = self._fields()
        for name, title in _names().items():
            if name not in self._arpu:
                self._flow.addWidget(titled(title, fields[name], FIELD_WIDTH))
        arpu = _side_by_side(*self._arpu.values())
        self._flow.addWidget(titled(_("ARPU (yuan)"), arpu, FIELD_WIDTH))
        self.clear = button(_("Clear all"), icon="x", kind="quiet")
        self.clear.clicked.connect(self._on_clear_clicked)
        self._flow.addWidget(titled(" ", beside(self.clear), FIELD_WIDTH))

    def _connect(self) -> None:
        for field in self._many.values():
            field.chosen.connect(self._tell)
        for choice in self._one.values():
            choice.chosen.connect(self._tell)
        for edit in (*self._arpu.values(), self.points):
            edit.editingFinished.connect(self._tell)

    def _on_clear_clicked(self) -> None:
        self.set_filter(CustomerFilter())
        self._tell()

    def _tell(self) -> None:
        self.filter_changed.emit(self.filter())


def _names() -> dict[str, str]:
    """The criteria in the order in which they stand, with their titles."""
    return {
        "tiers": _("Tier"),
        "ends_within_days": _("Contract end"),
        "months_without_contact": _("Last contact"),
        "risks": _("Churn risk"),
        "plans": _("Plan"),
        "in_arrears": _("Arrears"),
        "open_complaint": _("Open complaint"),
        "tags": _("Tag"),
        "circles": _("Circle"),
        "owners": _("Manager"),
        "stages": _("Stage"),
        "first_steps": _("First steps"),
        "kinds": _("Kind"),
        "do_not_disturb": _("Do not disturb"),
        "points_from": _("Points"),
        "points_expiring": _("Points about to expire"),
        "arpu_from_fen": _("ARPU from (yuan)"),
        "arpu_to_fen": _("ARPU up to (yuan)"),
    }


def _many_fields() -> dict[str, MultiChoice]:
    names, anything = _names(), _("Any")
    made = ("tiers", "plans", "tags", "circles", "owners", "stages", "first_steps", "kinds")
    fields = {name: MultiChoice(names[name], anything) for name in (*made, "risks")}
    fields["tiers"].set_choices(word_choices(reversed(Tier)))
    fields["stages"].set_choices(word_choices(Stage))
    fields["first_steps"].set_choices(word_choices(FirstSteps))
    fields["kinds"].set_choices(word_choices(CustomerKind))
    fields["risks"].set_choices([(str(risk), risk_word(risk), None) for risk in Risk])
    return fields


def _one_fields() -> dict[str, OneChoice]:
    anything, names = _("Any"), _names()
    offered: dict[str, Sequence[Any]] = {
        "ends_within_days": DAYS,
        "months_without_contact": MONTHS,
        "in_arrears": (True, False),
        "open_complaint": (True, False),
        "do_not_disturb": (True, False),
        "points_expiring": (True, False),
    }
    made = {
        name: OneChoice(anything, [(value, _one_text(name, value)) for value in values])
        for name, values in offered.items()
    }
    for name, choice in made.items():
        choice.setAccessibleName(names[name])
    return made


def _one_text(name: str, value: Any) -> str:
    if value is None:
        return _("Any")
    if name == "ends_within_days":
        return _("Within {n} days").format(n=value)
    if name == "months_without_contact":
        return _("Not this month") if value <= 1 else _("Not for {n} months").format(n=value)
    return _("Yes") if value else _("No")


def _side_by_side(*fields: QWidget) -> QWidget:
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for field in fields:
        row.addWidget(field)
    pair.setFocusProxy(fields[0])
    return pair


def _whole_field(placeholder: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(placeholder)
    edit.setValidator(QRegularExpressionValidator(WHOLE, edit))
    return edit
