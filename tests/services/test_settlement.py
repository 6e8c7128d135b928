from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import python_calamine
from pypdf import PdfReader

from tests.conftest import TODAY, open_book
from tests.services import points_catalogue
from tests.services.rewarding import award
from vipdesk.domain.points import Movement
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_words import EntryKind
from vipdesk.domain.rewards import PartnerDraft, RewardDraft
from vipdesk.domain.settlement import Settlement
from vipdesk.services import points_book
from vipdesk.services.journal import JournalService
from vipdesk.services.points import PointsService
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards import RewardService
from vipdesk.services.settlement import SettlementService, UnbegunMonthError
from vipdesk.store.book import Store
from vipdesk.store.undo_errors import SettledMonthError

LAST_MONTH = date(2026, 10, 30)


@pytest.fixture
def service(store: Store) -> SettlementService:
    return SettlementService(store)


@pytest.fixture
def coffee(store: Store, wang: int) -> int:
    """A joint reward: two pieces in October, three in November; the October ones are reversed."""
    award(store, wang, 1_000)
    rewards = RewardService(store)
    cafe = rewards.save_partner(PartnerDraft("晋咖啡")).value
    draft = RewardDraft("1", "咖啡券", points=50, partner_id=cafe, partner_points=5, settle_fen=880)
    reward = rewards.save(draft).value
    redemptions = RedemptionService(store)
    old = BasketDraft(customer_id=wang, wanted=[(reward, 2)], on=LAST_MONTH)
    first = redemptions.redeem(old).value
    held = redemptions.redeem(
        BasketDraft(customer_id=wang, wanted=[(reward, 3)], on=LAST_MONTH, hold=True)
    ).value
    redemptions.confirm(held.id)
    redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(reward, 1)], hold=True))
    redemptions.reverse(first.id)
    with store.action("points.award", customer_id=wang) as session:
        joint = Movement(
            wang, EntryKind.JOINT, TODAY, 40, date(2028, 12, 31), note="开业", partner_id=cafe
        )
        points_book.award(session, joint, TODAY)
    return cafe


def test_a_month_is_settled_by_what_was_paid_and_reversed_in_it(
    service: SettlementService, coffee: int
) -> None:
    (october,) = service.settlement("2026-10").partners
    assert (october.partner_id, october.quantity, october.points, october.owed_fen) == (
        coffee,
        2,
        100,
        1_760,
    )
    found = service.settlement("2026-11")
    (november,) = found.partners
    assert [(x.quantity, x.points, x.partner_points, x.owed_fen) for x in november.lines] == [
        (-2, -100, -10, -1_760),
        (3, 150, 15, 2_640),
        (0, 0, 40, 0),
    ]
    assert (november.partner_points, found.owed_fen, found.complete) == (45, 880, False)
    assert service.settlement("2026-09").partners == []
    with pytest.raises(UnbegunMonthError):
        service.settlement("2026-12")


def test_the_settlement_is_written_as_a_sheet_and_as_a_paper(
    service: SettlementService, coffee: int, tmp_path: Path
) -> None:
    service.write("2026-11", tmp_path / "s.xlsx", "en")
    with python_calamine.CalamineWorkbook.from_path(tmp_path / "s.xlsx") as book:
        rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["晋咖啡"] * 4
    assert rows[-1][3:] == ["Sum", 1, 50, 45, 8.8]
    service.write("2026-11", tmp_path / "s.pdf", "zh")
    pages = PdfReader(BytesIO((tmp_path / "s.pdf").read_bytes())).pages
    words = "".join(page.extract_text() for page in pages)
    for part in ("晋咖啡", "咖啡券", "8.80", "-17.60", "本月尚未结束"):
        assert part in words
    service.write("2026-09", tmp_path / "empty.pdf", "en")
    only = PdfReader(BytesIO((tmp_path / "empty.pdf").read_bytes())).pages[0].extract_text()
    assert "Nothing to settle" in only


def test_what_was_settled_for_a_month_stays_settled(profile: Path) -> None:
    """What was redeemed in a month that is over is reversed in this one, and not undone."""
    settled = _at(profile, 31, _redeem_with_partner)
    assert settled.partners[0].quantity == 2

    def turn_back(store: Store) -> None:
        journal, redemptions = JournalService(store), RedemptionService(store)
        for act in (journal.undo, journal.redo):
            with pytest.raises(SettledMonthError):
                act()
        redemptions.reverse(redemptions.find("D20261031-001"))
        journal.undo()  # of this month
        redemptions.reverse(redemptions.find("D20261031-001"))

    found = _at(profile, 31 + 21, turn_back)
    assert found == replace(settled, complete=True)


def _redeem_with_partner(store: Store) -> None:
    """Twice two pieces, of which the second two are taken back at once."""
    customer_id = points_catalogue.add_customer(store, "王志强", "C1")
    award(store, customer_id, 50_000)
    rewards = RewardService(store)
    partner = rewards.save_partner(PartnerDraft("咖啡馆")).value
    draft = RewardDraft("X1", "咖啡", points=100, partner_id=partner, settle_fen=880)
    reward = rewards.save(draft).value
    for _time in range(2):
        basket = BasketDraft(customer_id=customer_id, wanted=[(reward, 2)])
        RedemptionService(store).redeem(basket)
    JournalService(store).undo()


def _at(profile: Path, days: int, act: Callable[[Store], None]) -> Settlement:
    """Do something so many days after the first of October; what is settled for October."""
    store = open_book(profile, clock=lambda: datetime(2026, 9, 30, 4, tzinfo=UTC) + timedelta(days))
    act(store)
    found = SettlementService(store).settlement("2026-10")
    store.close()
    return found


def test_a_reversed_joint_award_is_taken_back(
    store: Store, service: SettlementService, coffee: int
) -> None:
    with store.read() as session:
        entry = session.connection().exec_driver_sql(
            "SELECT id FROM points_entry WHERE kind = 'joint'"
        )
        entry_id = entry.scalar_one()
    with store.action("points.reverse") as session:
        points_book.reverse(session, entry_id, TODAY)
    (november,) = service.settlement("2026-11").partners
    assert november.partner_points == 5


def test_each_month_keeps_what_was_reversed_in_it(profile: Path) -> None:
    """A joint award of October, reversed in November; that is taken back in December."""

    def give(store: Store) -> None:
        customer_id = points_catalogue.add_customer(store, "王志强", "C1")
        partner = RewardService(store).save_partner(PartnerDraft("咖啡馆")).value
        draft = AwardDraft(points=0, reason="开业", partner_id=partner, partner_points=40)
        PointsService(store).award(customer_id, draft)

    def take_back(store: Store) -> None:
        PointsService(store).reverse(1, "重复")

    def undo(store: Store) -> None:
        JournalService(store).undo()

    told = []
    for days, act in ((31, give), (61, take_back), (92, undo)):
        _at(profile, days, act)
    store = open_book(profile, clock=lambda: datetime(2026, 12, 31, 4, tzinfo=UTC))
    for month in ("2026-10", "2026-11", "2026-12"):
        (partner,) = SettlementService(store).settlement(month).partners
        told.append([(line.partner_points, line.reversed) for line in partner.lines])
    store.close()
    assert told == [[(40, False)], [(-40, True)], [(40, False)]]
