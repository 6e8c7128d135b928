"""The book of tests/data/indicators against what was counted by hand in working.md beside it."""

import csv
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer
from vipdesk.domain.cohorts import slack
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import CohortGroup, CohortSplit, CohortUnit, Kept
from vipdesk.domain.indicators import Side, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.entering import EnteringService
from vipdesk.services.indicators.lost import LostService
from vipdesk.services.indicators.outcomes import CohortQuestion, Outcome, OutcomeService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Account, Bill, ContractDate, Line, StatusHistory

BOOK = Path(__file__).parents[2] / "data" / "indicators" / "book.csv"
SNAPSHOT = date(2026, 9, 30)
OCTOBER = Asked(Period.parse("2026-10"))


def add_row(session: Session, customer_id: int, number: int, row: dict[str, str]) -> None:
    account = Account(customer_id=customer_id)
    session.add(account)
    session.flush()
    opened_on = date.fromisoformat(row["states"][:10])
    line = Line(account_id=account.id, number=f"1390000{number:04}", opened_on=opened_on)
    session.add(line)
    session.flush()
    for state in row["states"].split("; "):
        day, status = state.split()
        dated = {"effective_on": date.fromisoformat(day), "recorded_on": date(2026, 11, 1)}
        session.add(StatusHistory(line_id=line.id, status=status, **dated))
        session.flush()
    arrears = "suspended_arrears" in row["states"] and row["fee_09"] == "0"
    fees = {"2026-08": "0" if arrears else "", "2026-09": row["fee_09"], "2026-10": row["fee_10"]}
    session.add_all(
        Bill(line_id=line.id, month=month, fee_fen=int(fee)) for month, fee in fees.items() if fee
    )
    add_contract(session, line.id, row)


def add_contract(session: Session, line_id: int, row: dict[str, str]) -> None:
    moves = [f"2026-01-01 - {row['ends_on']}"] if row["ends_on"] else []
    for move in [*moves, *filter(None, [row["moved"]])]:
        day, moved_as, ends_on = move.split()
        on = date.fromisoformat(day)
        session.add(
            ContractDate(
                line_id=line_id,
                kind="contract",
                ends_on=date.fromisoformat(ends_on),
                moved_as=None if moved_as == "-" else moved_as,
                effective_on=on,
                recorded_on=on,
            )
        )
        session.flush()


def add_book(store: Store) -> None:
    with BOOK.open(encoding="utf-8") as file, store.action("customer.create") as session:
        customers: dict[str, int] = {}
        for number, row in enumerate(csv.DictReader(file)):
            name = row["customer"]
            if name not in customers:
                customers[name] = add_customer(session, name, name).id
            add_row(session, customers[name], number, row)


def _fill(store: Store) -> None:
    add_book(store)
    CohortService(store).freeze(CohortDraft(name="Q4", on_day=SNAPSHOT))
    with store.action("line.edit") as session:
        line = session.scalars(select(Line).where(Line.number == "13900000016")).one()
        line.number = "13999999999"


@pytest.fixture(scope="session")
def book_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_fill))


@pytest.fixture
def book(book_furnished: Furnished[None], store: Store) -> Store:
    return store


def counted(store: Store, key: str, asked: Asked = OCTOBER) -> tuple[int | None, int | None]:
    (value,) = IndicatorService(store).values(asked, [key])
    return value.numerator, value.denominator


def set_rules(store: Store, rules: IndicatorRules) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), indicators=rules))


def test_the_book_is_as_it_was_counted_by_hand(book: Store) -> None:
    assert counted(book, "churn") == (14, 70)
    assert counted(book, "snapshot_retention") == (25, 32)
    assert counted(book, "revenue_retention") == (248_502, 313_999)
    assert counted(book, "renewal") == (2, 4)
    numerator, denominator = counted(book, "combined_retention")
    mean = (Fraction(25, 32) + Fraction(248_502, 313_999)) / 2
    assert Fraction(numerator or 0, denominator or 1) == mean
    assert slack(32, 7, Fraction(92, 100)) == -5
    state = LostService(book).state(OCTOBER)
    assert state is not None
    assert (state.size, state.lost, state.returned) == (32, 7, 2)
    diamond = replace(OCTOBER, part=Slice(SliceBy.TIER, "diamond"))
    values = IndicatorService(book).values(diamond, ["churn", "renewal"])
    assert [each.why_not for each in values] == [WhyNot.NOTHING] * 2
    (november,) = IndicatorService(book).values(
        Asked(Period.parse("2026-11")), ["snapshot_retention"]
    )
    assert (november.numerator, november.to_date) == (25, date(2026, 10, 31))
    left = IndicatorService(book).members("churn", OCTOBER, Side.NUMERATOR)
    assert (len(left), sum(each[2] for each in left)) == (7, 14)


def test_what_became_of_its_members_is_as_it_was_counted_by_hand(book: Store) -> None:
    service, october = OutcomeService(book), CohortQuestion(1, OCTOBER.period)
    found = service.outcome(october)
    assert isinstance(found, Outcome)
    figures, state = found.figures, LostService(book).state(OCTOBER)
    assert state is not None
    assert (figures.size, figures.kept, figures.returned) == (32, 25, 2)
    assert (figures.fee_fen, figures.base_fee_fen) == (248_502, 313_999)
    assert figures.reasons == state.reasons
    assert (figures.slack, figures.goal) == (-5, Fraction(92, 100))
    assert figures.combined == (Fraction(25, 32) + Fraction(248_502, 313_999)) / 2
    assert [len(found.chosen(each)) for each in CohortGroup] == [32, 25, 7, 2, 0]
    for by in CohortSplit:
        parts = service.split(replace(october, by=by))
        assert isinstance(parts, list)
        assert sum(each.figures.base_fee_fen for each in parts) == 313_999
        assert sum(each.figures.fee_fen for each in parts) == 248_502


@pytest.mark.parametrize(
    ("kept", "count"), [(Kept.BILLED, 25), (Kept.IN_SERVICE, 27), (Kept.STILL_VIP, 27)]
)
def test_members_are_kept_in_other_ways(book: Store, kept: Kept, count: int) -> None:
    found = OutcomeService(book).outcome(CohortQuestion(1, OCTOBER.period, kept))
    assert isinstance(found, Outcome)
    assert (found.figures.kept, len(found.chosen(CohortGroup.LOST))) == (count, 32 - count)


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        (IndicatorRules(kept="in_service"), 27),
        (IndicatorRules(kept="still_vip"), 27),
        (IndicatorRules(kept="fee_floor", fee_floor_fen=5_000), 23),
    ],
    ids=lambda each: getattr(each, "kept", None),
)
def test_the_variants_are_as_they_were_counted_by_hand(
    book: Store, rules: IndicatorRules, kept: int
) -> None:
    set_rules(book, rules)
    assert counted(book, "snapshot_retention") == (kept, 32)


def test_a_sample_is_small_by_its_cases_whatever_its_denominator_counts(book: Store) -> None:
    keys = ("churn", "snapshot_retention", "revenue_retention", "combined_retention", "renewal")

    def small() -> list[bool]:
        return [each.is_small for each in IndicatorService(book).values(OCTOBER, keys)]

    set_rules(book, IndicatorRules(small_sample=32))
    assert small() == [False, False, False, False, True]
    set_rules(book, IndicatorRules(small_sample=33))  # 32 customers, though 37 lines of fees
    assert small() == [False, True, False, True, True]
    set_rules(book, IndicatorRules(small_sample=40))  # 39 lines, of which most count twice
    assert small() == [True] * 5
    before = IndicatorService(book).values(OCTOBER, keys)
    ClosingService(book).close("2026-10")
    assert small() == [True] * 5
    closed = IndicatorService(book).values(OCTOBER, keys)
    assert [each.cases for each in closed] == [each.cases for each in before]


def test_a_snapshot_of_lines_counts_lines(book: Store) -> None:
    CohortService(book).freeze(CohortDraft(name="lines", on_day=SNAPSHOT, unit=CohortUnit.LINE))
    assert counted(book, "snapshot_retention") == (29, 38)


def test_a_closed_month_keeps_the_values_and_the_settings_it_was_counted_by(book: Store) -> None:
    set_rules(book, IndicatorRules(small_sample=100))
    EnteringService(book).set_targets("2026-10", {"churn": 150})
    ClosingService(book).close("2026-10")
    before = IndicatorService(book).values(OCTOBER)
    diamond = replace(OCTOBER, part=Slice(SliceBy.TIER, "diamond"))  # nobody is
    (mean,) = IndicatorService(book).values(diamond, ["combined_retention"])
    assert (mean.rate, mean.why_not) == (None, WhyNot.NOTHING)
    set_rules(book, IndicatorRules(kept="in_service", renewed_months=0, escalated_per="lines"))
    retention = RetentionRules(cadence_months={"gold": 1}, stale_days=1, zero_fee_months=1)
    settings = SettingsService(book)
    settings.save(replace(settings.load(), rules=retention, min_call_seconds=600))
    EnteringService(book).set_targets("2026-10", {"churn": 50})
    after = IndicatorService(book).values(OCTOBER)
    assert after == before
    churn = next(each for each in after if each.spec.key == "churn")
    assert (churn.closed, churn.target, churn.is_small) == (True, 150, True)
    renewal = next(each for each in after if each.spec.key == "renewal")
    assert renewal.to_date == date(2026, 11, 21)  # renewals count until the end of December
    ClosingService(book).reopen("2026-10", "wrong file")
    now = {each.spec.key: each for each in IndicatorService(book).values(OCTOBER)}
    assert (now["snapshot_retention"].numerator, now["churn"].target) == (27, 50)
    assert (now["churn"].settings_id or 0) > (churn.settings_id or 0)


def test_a_renewal_that_was_corrected_back_is_none(book: Store) -> None:
    with book.action("line.edit") as session:
        stays = (session.scalars(select(Line.id).order_by(Line.id)).first() or 0) + 5
        moved = "2026-10-20 renewal 2028-10-31"
        add_contract(session, stays, {"ends_on": "2026-10-31", "moved": moved})
    assert counted(book, "renewal") == (3, 5)
    with book.action("line.edit") as session:
        back = "2026-10-21 correction 2026-10-31"
        add_contract(session, stays, {"ends_on": "", "moved": back})
    assert counted(book, "renewal") == (2, 5)


def test_a_date_that_gave_way_without_a_word_leaves_no_rate(book: Store) -> None:
    with book.action("line.edit") as session:
        first = session.scalars(select(Line.id).order_by(Line.id)).first() or 0
        moved = {"ends_on": "2028-01-31", "moved": ""}
        add_contract(session, first + 5, {"ends_on": "2026-10-15", "moved": ""})
    assert counted(book, "renewal") == (2, 5)
    with book.action("line.edit") as session:
        add_contract(session, first + 5, moved)
    (value,) = IndicatorService(book).values(OCTOBER, ["renewal"])
    assert (value.rate, value.why_not) == (None, WhyNot.UNCLEAR)
