"""A customer's points as they are handed out, and what a person may write."""

from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import TODAY
from tests.services.points import Ledger
from vipdesk.domain.points import Figures, InsufficientPointsError
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.points_running import What
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import NotFoundError
from vipdesk.services.points import (
    OfLotteryError,
    OfRedemptionError,
    PartnerNeededError,
    PointsService,
    ReasonNeededError,
)
from vipdesk.services.points_rows import ExpiringRow
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Lottery, LotteryPrize, LotteryTry, Partner, Redemption

JAN, JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (1, 6, 7, 8))
END_OF_JUNE, END_OF_2028 = date(2026, 6, 30), date(2028, 12, 31)


@pytest.fixture
def ledger(store: Store, wang: int) -> Ledger:
    """The points of one customer."""
    return Ledger(store, wang)


@pytest.fixture
def points(store: Store) -> PointsService:
    """The service of the ledger."""
    return PointsService(store)


def rows(service: PointsService, customer_id: int, on: date = TODAY) -> list[tuple[object, ...]]:
    """Day, what, change and total of each movement."""
    return [
        (row.on_day, row.kind or row.what, row.points, row.held, row.total)
        for row in service.movements(customer_id, on)
    ]


def test_a_balance_tells_worth_and_what_each_last_day_takes(
    store: Store, points: PointsService, ledger: Ledger
) -> None:
    ledger.award(150, JAN, END_OF_JUNE)
    ledger.award(100, JAN)
    ledger.hold(30, JAN)
    found = points.balance(ledger.customer_id, JUNE)
    assert (found.figures, found.worth_fen) == (Figures(250, 30), 220)
    assert found.expiring == (ExpiringRow(END_OF_JUNE, 120), ExpiringRow(END_OF_2028, 100))
    assert points.balance(ledger.customer_id).figures == Figures(130, 30)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(worth_fen=0)))
    assert points.balance(ledger.customer_id).worth_fen is None


def test_expiry_stands_among_the_movements_on_the_day_after_the_last_one(
    points: PointsService, ledger: Ledger
) -> None:
    ledger.award(80, JAN, END_OF_JUNE)
    held = ledger.hold(50, JUNE)
    ledger.release(held, AUGUST)
    assert rows(points, ledger.customer_id) == [
        (JAN, EntryKind.BY_HAND, 80, 0, 80),
        (JUNE, EntryKind.HOLD, 0, 50, 80),
        (JULY, What.EXPIRED, -30, 0, 50),
        (AUGUST, EntryKind.RELEASE, 0, -50, 50),
        (AUGUST, What.EXPIRED, -50, 0, 0),
    ]
    assert rows(points, ledger.customer_id, END_OF_JUNE)[-1][-1] == 80


def test_what_is_reversed_after_the_last_day_is_expired_the_same_day(
    points: PointsService, ledger: Ledger
) -> None:
    ledger.award(80, JAN, END_OF_JUNE)
    spent = ledger.spend(50, JUNE)
    ledger.reverse(spent)
    assert rows(points, ledger.customer_id)[-3:] == [
        (JULY, What.EXPIRED, -30, 0, 0),
        (TODAY, EntryKind.REVERSAL, 50, 0, 50),
        (TODAY, What.EXPIRED, -50, 0, 0),
    ]
    effective = {
        row.entry_id: row.in_effect for row in points.movements(ledger.customer_id) if row.kind
    }
    assert [effective[each] for each in (spent, spent + 1)] == [False, True]


def test_a_lapsed_hold_reads_the_same_before_and_after_its_release_is_written(
    points: PointsService, ledger: Ledger
) -> None:
    ledger.award(80, JAN)
    held = ledger.hold(50, JUNE, END_OF_JUNE)
    assert [(row.entry_id, row.points) for row in points.holds(ledger.customer_id)] == []
    before = rows(points, ledger.customer_id)
    assert before[-1] == (JULY, What.LAPSED, 0, -50, 80)
    ledger.spend(1, TODAY)
    assert rows(points, ledger.customer_id)[:-1] == before
    assert [row.hold_id for row in points.movements(ledger.customer_id)][2] == held


def test_lots_say_what_they_came_from_and_what_is_left(
    points: PointsService, ledger: Ledger
) -> None:
    ledger.award(150, JAN, END_OF_JUNE)
    ledger.award(100, JAN)
    ledger.spend(170, JUNE)
    found = points.lots(ledger.customer_id)
    assert [(lot.points, lot.rest, lot.expired, lot.kind) for lot in found] == [
        (150, 0, True, EntryKind.BY_HAND),
        (100, 80, False, EntryKind.BY_HAND),
    ]
    assert [share.points for share in points.movements(ledger.customer_id)[-1].lots] == [-150, -20]


def test_an_award_by_hand_lasts_by_the_rule_or_until_its_own_day(
    points: PointsService, wang: int
) -> None:
    points.award(wang, AwardDraft(points=10, reason="老客户答谢"))
    points.award(wang, AwardDraft(points=20, reason="补偿", goodwill=True, expires_on=TODAY))
    kinds = [(lot.kind, lot.note, lot.expires_on) for lot in points.lots(wang)]
    assert kinds == [
        (EntryKind.GOODWILL, "补偿", TODAY),
        (EntryKind.BY_HAND, "老客户答谢", END_OF_2028),
    ]


def test_a_joint_award_is_a_lot_of_its_own_beside_ours(
    store: Store, points: PointsService, wang: int
) -> None:
    with store.action("partner.save") as session:
        session.add(Partner(name="山西宾馆"))
    partner = points.partner("山西宾馆")
    draft = AwardDraft(points=10, reason="联名", partner_id=partner, partner_points=5)
    assert len(points.award(wang, draft).value) == 2
    assert [(lot.kind, lot.points, lot.partner) for lot in points.lots(wang)] == [
        (EntryKind.BY_HAND, 10, None),
        (EntryKind.JOINT, 5, "山西宾馆"),
    ]
    for wrong in (
        AwardDraft(points=1, reason="x", partner_id=partner),
        AwardDraft(points=1, reason="x", partner_points=1),
    ):
        with pytest.raises(PartnerNeededError):
            points.award(wang, wrong)


def test_what_is_written_by_hand_needs_a_reason_and_a_customer(
    points: PointsService, wang: int
) -> None:
    with pytest.raises(ReasonNeededError):
        points.award(wang, AwardDraft(points=1, reason=" "))
    with pytest.raises(ReasonNeededError):
        points.hold(wang, 1, "")
    with pytest.raises(ReasonNeededError):
        points.reverse(1, "")
    with pytest.raises(InsufficientPointsError):
        points.hold(wang, 1, "留着")
    for act in (points.confirm, points.release):
        with pytest.raises(NotFoundError):
            act(99)


def test_a_hold_by_hand_is_listed_until_it_is_ended(points: PointsService, wang: int) -> None:
    points.award(wang, AwardDraft(points=50, reason="答谢"))
    first = points.hold(wang, 20, "等货", until_on=TODAY).value
    second = points.hold(wang, 30, "等货").value
    assert [(row.entry_id, row.points) for row in points.holds(wang)] == [(first, 20), (second, 30)]
    points.release(first)
    points.confirm(second)
    assert points.holds(wang) == []
    assert points.balance(wang).figures == Figures(20, 0)
    points.reverse(points.movements(wang)[-1].entry_id or 0, "没有到货")
    assert points.balance(wang).figures == Figures(50, 30)


def test_points_of_a_redemption_or_a_lottery_do_not_move_alone(
    store: Store, points: PointsService, ledger: Ledger
) -> None:
    ledger.award(100, JAN)
    spent, held, tried = ledger.spend(10, JUNE), ledger.hold(20, JUNE), ledger.spend(5, JUNE)
    with store.action("points.redeem") as session:
        for number, entry, status in (("D1", spent, "done"), ("D2", held, "held")):
            session.add(
                Redemption(
                    number=number,
                    customer_id=ledger.customer_id,
                    entry_id=entry,
                    on_day=JUNE,
                    recorded_at=store.now(),
                    points=10,
                    status=status,
                )
            )
        session.add(
            Lottery(
                id=1,
                name="抽奖",
                points=5,
                starts_on=JAN,
                ends_on=TODAY,
                seed=bytes(32),
                commitment="",
            )
        )
        session.flush()
        session.add(LotteryPrize(id=1, lottery_id=1, position=1, name="谢谢", stock=1, weight=1))
        session.flush()
        session.add(
            LotteryTry(
                lottery_id=1,
                position=1,
                customer_id=ledger.customer_id,
                entry_id=tried,
                prize_id=1,
                drawn_at=store.now(),
                fulfilment="open",
                fulfilled=[],
            )
        )
    with pytest.raises(OfRedemptionError, match="D1"):
        points.reverse(spent, "错")
    with pytest.raises(OfRedemptionError, match="D2"):
        points.confirm(held)
    with pytest.raises(OfLotteryError):
        points.reverse(tried, "错")
    assert [row.redemption for row in points.holds(ledger.customer_id)] == ["D2"]
