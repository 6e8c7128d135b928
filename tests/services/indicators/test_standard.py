"""Care windows of a book: met, late, waived, not to be disturbed, without a cadence, still open."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.store.builders import add_customer, add_touchpoint
from vipdesk.domain.care import Window
from vipdesk.domain.indicators import Side, WhyNot, notes
from vipdesk.domain.periods import Period
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.entering import EnteringService, NotWaivedError
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.indicators.windows import WindowService
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, OwnerHistory, TierHistory

KEY = ["service_standard"]


def standard(service: IndicatorService, period: str) -> tuple[int | None, int | None]:
    (value,) = service.values(Asked(Period.parse(period)), KEY)
    return value.numerator, value.denominator


def waived(service: IndicatorService, asked: Asked) -> int:
    return service.values(asked, KEY)[0].waived


def test_windows_met_in_time_and_windows_that_closed(store: Store) -> None:
    """All are gold, so to be contacted every three months, but the last."""
    with store.action("customer.create") as session:
        days = (
            ("2026-07-20", "2026-10-20"),  # met on its last day, closed on 20 October
            ("2026-07-20", "2026-10-21"),  # a day late
            ("2026-07-31",),  # closed on 31 October
            ("2026-08-20",),  # closed on 20 November, yesterday
            ("2026-08-21",),  # closes today
            ("2026-07-20",),  # not to be disturbed
            ("2026-07-20",),  # ordinary
        )
        for number, contacts in enumerate(days):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            for day in contacts:
                add_touchpoint(session, customer, date.fromisoformat(day))
        customers = list(session.scalars(select(Customer).order_by(Customer.id)))
        customers[5].do_not_disturb = True
        session.add(
            TierHistory(
                customer_id=customers[6].id,
                tier="ordinary",
                effective_on=date(2026, 2, 1),
                recorded_on=date(2026, 2, 1),
            )
        )
        session.execute(update(OwnerHistory).values(recorded_on=date(2026, 7, 1)))
        late = customers[1].id
    service = IndicatorService(store)
    assert standard(service, "2026-10") == (1, 3)
    assert standard(service, "2026-11") == (0, 1)
    assert standard(service, "2026-Q4") == (1, 4)
    october = Asked(Period.parse("2026-10"))
    missed = service.members(KEY[0], october, Side.DIFFERENCE)
    assert [each[0] for each in missed] == [late, customers[2].id]
    entering = EnteringService(store)
    entering.waive(late, "2026-07-20", "in hospital")
    assert standard(service, "2026-10") == (1, 2)
    assert waived(service, october) == 1
    assert [each[0] for each in service.members(KEY[0], october, Side.WAIVED)] == [late]
    (window,) = WindowService(store).closed(october, late)
    assert window.window == Window(date(2026, 7, 20), date(2026, 10, 20))
    assert (window.met, window.reason) == (False, "in hospital")
    diamond = replace(october, part=Slice(SliceBy.TIER, "diamond"))
    assert waived(service, diamond) == 0
    JournalService(store).undo()
    assert (standard(service, "2026-10"), waived(service, october)) == ((1, 3), 0)


def test_a_closed_month_keeps_how_many_were_waived(store: Store) -> None:
    with store.action("customer.create") as session:
        late = add_customer(session)
        add_touchpoint(session, late, date(2026, 7, 20))
        session.flush()
        session.execute(update(OwnerHistory).values(recorded_on=date(2026, 7, 1)))
        who = late.id
    service, entering = IndicatorService(store), EnteringService(store)
    october = Asked(Period.parse("2026-10"))
    entering.waive(who, "2026-07-20", "abroad")
    (value,) = service.values(october, KEY)
    assert (value.why_not, notes(value, str)) == (WhyNot.NOTHING, ["waived: 1"])
    ClosingService(store).close("2026-10")
    entering.take_back(who, "2026-07-20")
    (value,) = service.values(october, KEY)
    assert (value.closed, value.waived, value.why_not) == (True, 1, WhyNot.NOTHING)
    with pytest.raises(NotWaivedError):
        entering.take_back(who, "2026-07-20")


def test_the_tier_of_the_periods_last_day_counts(store: Store) -> None:
    """Until 4 November one was gold, and one ordinary; since then each is what the other was."""
    with store.action("customer.create") as session:
        for number, tiers in enumerate((("gold", "ordinary"), ("ordinary", "gold"))):
            customer = add_customer(session, f"C{number}", f"客户{number}")
            session.query(TierHistory).filter_by(customer_id=customer.id).delete()
            for tier, day in zip(tiers, (date(2026, 2, 1), date(2026, 11, 5)), strict=True):
                since = {"effective_on": day, "recorded_on": day}
                session.add(TierHistory(customer_id=customer.id, tier=tier, **since))
            add_touchpoint(session, customer, date(2026, 7, 20))
        session.execute(update(OwnerHistory).values(recorded_on=date(2026, 7, 1)))
    service = IndicatorService(store)
    assert standard(service, "2026-10") == (0, 1)
    (missed,) = service.members(KEY[0], Asked(Period.parse("2026-10")), Side.DIFFERENCE)
    with store.read() as session:
        assert missed[0] == session.scalars(select(Customer.id).order_by(Customer.id)).first()


def test_before_any_window_closed_there_is_no_standard(store: Store) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    (value,) = IndicatorService(store).values(Asked(Period.parse("2026-11")), KEY)
    assert value.why_not is WhyNot.NOTHING
