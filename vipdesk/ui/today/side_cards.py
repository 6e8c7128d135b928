"""The visits of the day, and whom to congratulate this week."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QLayout

from vipdesk.domain.wording import weekday
from vipdesk.services.occasions import Occasion, OccasionKind
from vipdesk.services.visit_lists import VisitRow
from vipdesk.texts import _, ngettext
from vipdesk.ui import icons
from vipdesk.ui.kit.card_button import CardButton
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.entries_card import EntriesCard
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.theme import Token
from vipdesk.ui.visit_entry import VisitEntry

SHOWN = 60  # occasions; of a large book the highest tiers of each day
ICONS = {OccasionKind.BIRTHDAY: "cake", OccasionKind.ANNIVERSARY: "award"}


class VisitsCard(EntriesCard):
    """The visits of the day.

    Signals:
        visit_opened: The id of a visit.
    """

    visit_opened = Signal(int)

    def __init__(self) -> None:
        sentence = _("No visit is planned for today.")
        empty = EmptyState(sentence, icon="calendar-plus", action=_("Plan visit"))
        super().__init__(_("Visits today"), empty)

    def show_visits(self, rows: Sequence[VisitRow]) -> None:
        """Show the visits in order of time."""
        words = ngettext("{n} visit", "{n} visits", len(rows)).format(n=len(rows))
        self.set_title(_("Visits today"), words if rows else "")
        self.show_entries(len(rows), map(self._entry, rows))

    def _entry(self, row: VisitRow) -> VisitEntry:
        entry = VisitEntry(row)
        entry.clicked.connect(lambda _checked=False: self.visit_opened.emit(row.id))
        return entry


class OccasionEntry(CardButton):
    """One day of a customer; a click or Return opens the customer."""

    def __init__(self, occasion: Occasion, today: date) -> None:
        super().__init__("entry", QBoxLayout.Direction.LeftToRight)
        self.occasion = occasion
        sign = QLabel()
        icons.set_icon(sign, ICONS[occasion.kind], Token.MUTED)
        day = _("today") if occasion.on == today else weekday(_, occasion.on)
        words = occasion_words(occasion)
        self.whole.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.whole.setContentsMargins(14, 7, 14, 7)
        self.whole.setSpacing(8)
        self.whole.addWidget(sign)
        self.whole.addWidget(label(day, "muted"))
        self.whole.addWidget(ElidedLabel(words), 1)
        self.setAccessibleName(f"{occasion.on.isoformat()} {day} {words}")
        self.pass_clicks_on()


def occasion_words(occasion: Occasion) -> str:
    """Whose birthday it is, or for how many years they have been with us."""
    if occasion.kind is OccasionKind.BIRTHDAY:
        return _("{name}: birthday").format(name=occasion.name)
    words = ngettext("{name}: {n} year with us", "{name}: {n} years with us", occasion.years)
    return words.format(name=occasion.name, n=occasion.years)


class OccasionsCard(EntriesCard):
    """Birthdays and anniversaries of the week.

    Signals:
        customer_opened: The id of a customer.
    """

    customer_opened = Signal(int)

    def __init__(self) -> None:
        empty = EmptyState(_("No birthday or anniversary within a week."), icon="cake")
        super().__init__(_("This week's care"), empty)

    def show_occasions(self, found: Sequence[Occasion], today: date) -> None:
        """Show the first of them, by day; of many, each day its highest tiers."""
        shown = foremost(found, SHOWN)
        note = f"{len(found):,}" if found else ""
        if len(shown) < len(found):
            note = _("{shown} of {all}").format(shown=len(shown), all=f"{len(found):,}")
        self.set_title(_("This week's care"), note)
        self.show_entries(len(shown), (self._entry(each, today) for each in shown))

    def _entry(self, occasion: Occasion, today: date) -> OccasionEntry:
        entry = OccasionEntry(occasion, today)
        customer_id = occasion.customer_id
        entry.clicked.connect(lambda _checked=False: self.customer_opened.emit(customer_id))
        return entry


def foremost(found: Sequence[Occasion], most: int) -> list[Occasion]:
    """At most ``most``: as many of each day, those of the highest tiers, in their order."""
    if len(found) <= most:
        return list(found)
    days = sorted({each.on for each in found})
    share = most // len(days)
    return [each for day in days for each in [one for one in found if one.on == day][:share]]
