from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.reports.reading import flat
from tests.services import points_catalogue as made
from vipdesk.domain.points_papers import PaidLot
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError
from vipdesk.services.journal import JournalService
from vipdesk.services.points_papers import PointsPapersService
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.reports import POINTS, ReportsService
from vipdesk.store.book import Store
from vipdesk.store.records import JournalEntry

STROKES = (((0.1, 0.05), (0.2, 0.1)), ((0.4, 0.1), (0.5, 0.02)))


@pytest.fixture
def papers(store: Store) -> PointsPapersService:
    return PointsPapersService(store)


@pytest.fixture
def rewards(store: Store) -> dict[str, int]:
    return made.fill_catalogue(store)


@pytest.fixture
def wang(store: Store) -> int:
    customer_id = made.add_customer(store, "王志强", "C00012847", Tier.DIAMOND)
    made.fill_points(store, customer_id)
    return customer_id


def test_a_receipt_says_what_paid_for_what_at_which_price(
    store: Store, papers: PointsPapersService, wang: int, rewards: dict[str, int]
) -> None:
    paid = made.redeem(store, wang, (rewards["T2"], 2), (rewards["A1"], 1))
    made.redeem(store, wang, (rewards["T1"], 1))  # later: the receipt stays as it was
    receipt = papers.receipt(paid, "zh")
    calls, miles = receipt.items
    assert (calls.list_points, calls.points, calls.discounts) == (9_000, 9_000, ())
    assert (miles.list_points, miles.points) == (5_000, 4_500)
    assert [(off.name, off.points) for off in miles.discounts] == [("钻石九折", 500)]
    assert (miles.partner, miles.partner_points) == ("南航联盟", 500)
    assert (receipt.before, receipt.paid, receipt.left) == (18_000, 13_500, 4_500)
    assert receipt.lots == (
        PaidLot(date(2024, 5, 20), date(2026, 12, 31), 8_000),
        PaidLot(date(2025, 3, 1), date(2027, 12, 31), 5_500),
    )
    assert receipt.head.line_number == "139****8812"
    text = flat(papers.receipt_report(paid, "zh").pdf)
    assert "三个工作日内入账。" in text
    assert "13900008812" not in text


def test_a_receipt_of_a_hold_stays_when_it_is_confirmed(
    store: Store, papers: PointsPapersService, wang: int, rewards: dict[str, int]
) -> None:
    held = made.redeem(store, wang, (rewards["N2"], 1))
    before = papers.receipt(held, "en")
    assert (before.status, before.until_on) == ("On hold", date(2026, 12, 21))
    assert before.lots == (PaidLot(date(2024, 5, 20), date(2026, 12, 31), 2_000),)
    RedemptionService(store).confirm(held)
    after = papers.receipt(held, "en")
    assert (after.status, after.lots, after.left) == ("Redeemed", before.lots, 16_000)


def test_a_receipt_of_a_hold_past_its_last_day_says_that_it_was_released(
    papers: PointsPapersService, store: Store, wang: int, rewards: dict[str, int]
) -> None:
    held = made.redeem(store, wang, (rewards["N2"], 1), on=date(2026, 9, 1))
    assert papers.receipt(held, "en").status == "Released"
    text = flat(papers.receipt_report(held, "en").pdf)
    assert "Held for it" in text
    assert "Paid" not in text


def test_a_signature_is_kept_with_its_day_and_can_be_undone(
    store: Store, papers: PointsPapersService, wang: int, rewards: dict[str, int]
) -> None:
    paid = made.redeem(store, wang, (rewards["T1"], 1))
    assert papers.receipt(paid, "zh").signature is None
    papers.sign(paid, STROKES)
    receipt = papers.receipt(paid, "zh")
    assert receipt.signature is not None
    assert receipt.signature.strokes == STROKES
    assert receipt.signed_on == TODAY
    JournalService(store).undo()
    assert papers.receipt(paid, "zh").signed_on is None


def test_a_statement_runs_through_all_movements_to_todays_figures(
    store: Store, papers: PointsPapersService, wang: int, rewards: dict[str, int]
) -> None:
    paid = made.redeem(store, wang, (rewards["T2"], 1), on=date(2026, 8, 30))
    RedemptionService(store).reverse(paid, "重复兑换")
    made.redeem(store, wang, (rewards["N2"], 1))
    statement = papers.statement(wang, "zh")
    assert (statement.total, statement.held, statement.available) == (18_000, 2_000, 16_000)
    assert statement.movements[-1].balance == statement.available
    assert sum(each.points for each in statement.movements) == statement.total
    assert sum(each.points for each in statement.expiring) == statement.available
    assert sum(each.rest for each in statement.lots) == statement.total
    assert statement.worth_fen == 16_000
    text = flat(papers.statement_report(wang, "zh").pdf)
    assert "冲正 2026-08-30 已兑换 · 话费 50 元 · D20261121-001 · 重复兑换" in text
    assert "联名卡首刷" in text


def test_a_paper_that_leaves_stands_in_the_journal(
    store: Store, papers: PointsPapersService, wang: int
) -> None:
    report = papers.statement_report(wang, "en")
    assert report.file_name == "points-C00012847-20261121.pdf"
    ReportsService(store).note_printed(report)
    with store.read() as session:
        (entry,) = session.scalars(select(JournalEntry).where(JournalEntry.code == POINTS))
    assert (entry.params["how"], entry.params["filter"]) == ("print", {"customers": [wang]})


def test_a_paper_of_nobody_is_refused(papers: PointsPapersService) -> None:
    with pytest.raises(NotFoundError):
        papers.receipt(1, "zh")
    with pytest.raises(NotFoundError):
        papers.statement(1, "zh")
