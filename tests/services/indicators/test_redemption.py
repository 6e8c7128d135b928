"""Points that were available on the first day: what a hold holds then, or no longer."""

from datetime import date

import pytest

from tests.store.builders import add_customer
from vipdesk.domain.periods import Period
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.services import points_book
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.store.book import Store


@pytest.mark.parametrize(
    ("until", "available"),
    [
        (None, 60),
        (date(2026, 1, 1), 60),  # that day it still holds them
        (date(2025, 12, 31), 100),  # free again, though no release was written
    ],
)
def test_a_hold_past_its_last_day_holds_nothing_on_the_first(
    store: Store, until: date | None, available: int
) -> None:
    with store.action("customer.create") as session:
        who, day = add_customer(session).id, date(2025, 12, 1)
        given = Movement(who, EntryKind.BY_HAND, day, 100, date(2028, 12, 31))
        points_book.award(session, given, store.today())
        points_book.hold(session, Movement(who, EntryKind.HOLD, day, 40, until_on=until), day)
    (value,) = IndicatorService(store).values(Asked(Period.parse("2026")), ["points_redemption"])
    assert (value.numerator, value.denominator) == (0, available)
