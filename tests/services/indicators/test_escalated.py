"""Escalated complaints: in a hundred complaints, or in a million lines of the network."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.store.builders import add_customer
from vipdesk.domain.indicators import Side, Unit, Value, WhyNot, goal_words, shown
from vipdesk.domain.periods import Period
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.entering import EnteringService, FigureRow
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Complaint

KEY = "escalated_complaints"
OCTOBER = Asked(Period.parse("2026-10"))


@pytest.fixture
def book(store: Store) -> Store:
    """Three complaints in October, of which one was escalated."""
    with store.action("customer.create") as session:
        customer = add_customer(session)
        session.add_all(
            Complaint(customer_id=customer.id, opened_on=date(2026, 10, day), level=level)
            for day, level in ((1, "own"), (9, "escalated"), (31, "own"))
        )
    return store


def value(store: Store, asked: Asked = OCTOBER) -> Value:
    return IndicatorService(store).values(asked, [KEY])[0]


def per_lines(store: Store) -> None:
    settings = SettingsService(store)
    loaded = settings.load()
    rules = replace(loaded.indicators, escalated_per="lines")
    settings.save(replace(loaded, indicators=rules))


def enter_lines(store: Store, period: str, lines: int) -> None:
    figure = FigureRow("network_lines", period, lines, 1, "branch", date(2026, 11, 3))
    EnteringService(store).enter(figure)


def test_in_a_hundred_complaints(book: Store) -> None:
    found = value(book)
    assert (found.rate, goal_words(found), found.met) == (Fraction(1, 3), "< 10%", False)


def test_in_a_million_lines_once_these_are_entered(book: Store) -> None:
    EnteringService(book).set_targets("2026-10", {KEY: 500})
    per_lines(book)
    assert value(book).why_not is WhyNot.NOT_ENTERED
    enter_lines(book, "2026-10", 400_000)
    found = value(book)
    assert (found.numerator, found.denominator) == (1, 400_000)
    assert shown(found.rate or Fraction(), percent=found.spec.percent) == "2.50"
    # The target in a hundred complaints is another one than that in a million lines.
    assert (goal_words(found), found.met) == ("< 10", True)
    assert (found.spec.unit, found.is_small) == (Unit.COMPLAINTS_BY_LINES, False)
    EnteringService(book).set_targets("2026-10", {KEY: 200})
    assert goal_words(value(book)) == "< 2"
    assert len(IndicatorService(book).members(KEY, OCTOBER, Side.NUMERATOR)) == 1


def test_a_quarter_takes_the_lines_of_its_newest_month(book: Store) -> None:
    per_lines(book)
    enter_lines(book, "2026-10", 400_000)
    enter_lines(book, "2026-11", 500_000)
    quarter = Asked(Period.parse("2026-Q4"))
    assert value(book, quarter).denominator == 500_000
    enter_lines(book, "2026-Q4", 450_000)
    assert value(book, quarter).denominator == 450_000
    gold = replace(quarter, part=Slice(SliceBy.TIER, "gold"))
    assert value(book, gold).why_not is WhyNot.WHOLE_BOOK


def test_a_closed_month_stays_as_it_was_measured_and_no_trend_mixes_both(book: Store) -> None:
    ClosingService(book).close("2026-09")
    ClosingService(book).close("2026-10")
    per_lines(book)
    enter_lines(book, "2026-11", 500_000)
    assert value(book).rate == Fraction(1, 3)
    november = Asked(Period.parse("2026-11"))
    *_before, october, last = IndicatorService(book).trend(KEY, november, 3)
    assert (october.rate, october.why_not) == (None, WhyNot.OTHERWISE)
    assert (last.numerator, last.denominator) == (0, 500_000)
    ClosingService(book).reopen("2026-10", "to count anew")
    enter_lines(book, "2026-10", 400_000)
    ClosingService(book).close("2026-10")
    gold = replace(OCTOBER, part=Slice(SliceBy.TIER, "gold"))
    assert (value(book).denominator, value(book, gold).why_not) == (400_000, WhyNot.WHOLE_BOOK)
