"""Lots go over with their customer and come back, with what was spent of each (golden case 7)."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, update

from tests.conftest import TODAY
from tests.services.points import FAR, Ledger
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.points import Figures
from vipdesk.domain.points_rules import PointsRules
from vipdesk.services.campaigns import CampaignDraft, CampaignService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_groups import HasPointsError
from vipdesk.services.earning import EarningService
from vipdesk.services.erasing import ErasingService
from vipdesk.services.journal import JournalService
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.reconciliation import ReconciliationService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, CustomerSummary, OperatorPoints, PointsEntry, PointsLot
from vipdesk.store.undo_errors import UndoConflictError

JAN, SOON = date(2026, 1, 5), date(2026, 12, 31)
JOINED = date(2021, 3, 1)


@pytest.fixture
def both(store: Store, wang: int, chen: int) -> tuple[Ledger, Ledger]:
    """One with a lot that ends soon, one with a lot that ends later."""
    kept, merged = Ledger(store, wang), Ledger(store, chen)
    kept.award(100, JAN, SOON)
    merged.award(40, JAN, FAR)
    return kept, merged


def holds(store: Store) -> bool:
    return PointsAuditService(store).audit().problems == ()


def test_a_merge_moves_lots_and_unmerging_brings_them_back(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    merge = customer_desk.merging.merge(kept.customer_id, merged.customer_id).value
    assert kept.rests(TODAY) == [100, 40]
    assert merged.figures(TODAY) == Figures(0, 0)
    assert holds(store)
    customer_desk.merging.unmerge(merge)
    assert (kept.rests(TODAY), merged.rests(TODAY)) == ([100], [40])
    assert holds(store)


def test_what_was_spent_of_a_lot_in_between_stays_spent(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    merge = customer_desk.merging.merge(kept.customer_id, merged.customer_id).value
    spent = kept.spend(110, TODAY)
    held = kept.hold(20, TODAY)
    customer_desk.merging.unmerge(merge)
    assert (kept.figures(TODAY), merged.figures(TODAY)) == (Figures(0, 0), Figures(30, 20))
    points = PointsService(store)
    changes = [(row.points, row.total) for row in points.movements(merged.customer_id)]
    assert changes == [(40, 40), (-10, 30), (0, 30)]
    assert [row.entry_id for row in points.holds(merged.customer_id)] == [held]
    kept.reverse(spent)
    assert (kept.figures(TODAY).total, merged.figures(TODAY).total) == (100, 40)
    assert holds(store)


def test_a_hold_of_before_the_merge_is_ended_for_who_has_its_lot_now(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    held = merged.hold(30, TODAY)
    customer_desk.merging.merge(kept.customer_id, merged.customer_id)
    kept.release(held, TODAY)
    assert kept.figures(TODAY) == Figures(140, 0)
    with store.read() as session:
        assert session.get_one(CustomerSummary, kept.customer_id).points == 140
    assert holds(store)


def test_undo_of_a_merge_brings_the_lots_back_too(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    customer_desk.merging.merge(kept.customer_id, merged.customer_id)
    journal = JournalService(store)
    merge = journal.undo_state().undo[0].id
    kept.spend(110, TODAY)
    journal.undo(merge)
    assert (kept.figures(TODAY), merged.figures(TODAY)) == (Figures(0, 0), Figures(30, 0))
    assert holds(store)


def test_who_has_points_is_not_deleted_for_good(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    groups = customer_desk.groups
    groups.delete([merged.customer_id])
    with pytest.raises(HasPointsError, match="陈晓燕 has movements of points"):
        groups.purge([merged.customer_id])
    groups.restore([merged.customer_id])
    customer_desk.merging.merge(kept.customer_id, merged.customer_id)
    groups.delete([kept.customer_id])
    with pytest.raises(HasPointsError):
        groups.purge([kept.customer_id])
    assert holds(store)


def test_undo_of_making_a_customer_who_has_points_by_now_is_refused(
    store: Store, wang: int
) -> None:
    journal = JournalService(store)
    made = next(row.id for row in reversed(journal.undo_state().undo) if row.code != "line.create")
    Ledger(store, wang).award(100, JAN)
    with pytest.raises(UndoConflictError):
        journal.undo(made)
    assert Ledger(store, wang).rests(TODAY) == [100]


def test_deletion_on_request_keeps_movements_without_their_notes(
    store: Store, both: tuple[Ledger, Ledger]
) -> None:
    kept, _merged = both
    hold = PointsService(store).hold(kept.customer_id, 10, "王志强的生日").value
    ErasingService(store).erase(kept.customer_id, "asked by letter")
    with store.read() as session:
        entry = session.get_one(PointsEntry, hold)
        assert (entry.note, entry.held) == (None, 10)
        assert session.scalar(select(func.sum(PointsLot.points))) == 140
        values = session.connection().exec_driver_sql("SELECT old, new FROM journal_change").all()
    assert "生日" not in json.dumps([tuple(row) for row in values], ensure_ascii=False)
    assert kept.figures(TODAY) == Figures(100, 10)
    assert holds(store)


def test_what_one_of_both_was_given_before_is_not_given_again(
    store: Store, customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    campaigns, earning = CampaignService(store), EarningService(store)
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(anniversary={"5": 500})))
    Ledger(store, chen).award(5, JAN)
    draft = CampaignDraft(name="双十一", starts_on=TODAY, ends_on=TODAY, points=300)
    double = campaigns.save(replace(draft, criteria=CustomerFilter(points_from=5))).value
    campaigns.award(double)
    with store.action("customer.edit") as session:
        session.execute(update(Customer).where(Customer.id == chen).values(joined_on=JOINED))
    earning.award_anniversaries()
    customer_desk.merging.merge(wang, chen, take=("joined_on",))
    campaigns.save(draft, double)
    assert campaigns.award(double).value.awards == 0
    assert earning.award_anniversaries().value.unchanged == 1
    assert Ledger(store, wang).figures(TODAY) == Figures(805, 0)


def test_the_operator_goes_on_naming_both(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    with store.action("import.commit", file="f") as session:
        for customer_id, points in ((kept.customer_id, 100), (merged.customer_id, 40)):
            session.add(OperatorPoints(customer_id=customer_id, as_of=TODAY, points=points))
    customer_desk.merging.merge(kept.customer_id, merged.customer_id)
    (row,) = ReconciliationService(store).compare(TODAY).rows
    assert (row.theirs, row.ours) == (140, 140)


def test_a_hold_on_lots_of_both_is_told_to_each_by_their_own(
    store: Store, customer_desk: CustomerDesk, both: tuple[Ledger, Ledger]
) -> None:
    kept, merged = both
    merge = customer_desk.merging.merge(kept.customer_id, merged.customer_id).value
    kept.hold(120, TODAY)
    customer_desk.merging.unmerge(merge)
    holds_of = PointsService(store).holds
    told = [[row.points for row in holds_of(each.customer_id)] for each in both]
    assert told == [[100], [20]]
