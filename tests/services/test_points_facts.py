from datetime import date

import pytest

from tests.conftest import NOW
from tests.services import points_catalogue as made
from tests.services.visit_book import new_customer, new_visit
from vipdesk.domain.talk import Reason
from vipdesk.domain.visit_summary import PointsLot
from vipdesk.domain.visits import VisitDraft
from vipdesk.services.customer_detail import CustomerDetailService
from vipdesk.services.face import FaceService
from vipdesk.services.reports import ReportsService
from vipdesk.services.scripts import ScriptService
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.store.book import Store

LOTS = (
    PointsLot(date(2026, 12, 31), 8_000),
    PointsLot(date(2027, 12, 31), 9_000),
    PointsLot(date(2028, 12, 31), 1_000),
)


@pytest.fixture
def wang(store: Store) -> int:
    customer_id = new_customer(store)
    made.fill_points(store, customer_id)
    return customer_id


def test_points_stand_wherever_the_customer_or_the_manager_looks(store: Store, wang: int) -> None:
    visit_id = new_visit(store, wang)
    summary = ReportsService(store).visit_summary(visit_id, "en")
    assert (summary.points, summary.points_lots) == (18_000, LOTS)
    sheet = FaceService(store).sheet(wang, VisitDraft(shows_losing=True))
    assert (sheet.points, sheet.points_lots) == (18_000, LOTS)
    assert "18,000 points that can be used" in sheet.losing
    detail = CustomerDetailService(store).load(wang)
    assert (detail.points.available, detail.points.lots) == (18_000, LOTS)
    assert VisitDeskService(store).open(visit_id).facts.points == 18_000
    script = ScriptService(store).script(wang, Reason.GENERAL)
    assert any("You have 18,000 points" in say for _head, say in script.steps)


def test_who_never_had_points_is_told_of_none(store: Store) -> None:
    customer_id = new_customer(store)
    visit_id = new_visit(store, customer_id)
    summary = ReportsService(store).visit_summary(visit_id, "en")
    assert (summary.points, summary.points_lots) == (None, ())
    sheet = FaceService(store).sheet(customer_id, VisitDraft(shows_losing=True))
    assert sheet.points is None
    assert not any("points" in line for line in sheet.losing)
    script = ScriptService(store).script(customer_id, Reason.GENERAL)
    assert not any("{points}" in say or "points," in say for _head, say in script.steps)


def test_a_summary_of_an_earlier_day_says_what_there_was_then(store: Store, wang: int) -> None:
    made.award(store, wang, 70, date(2024, 1, 1), date(2025, 12, 31))
    visit_id = new_visit(store, wang, NOW.replace(year=2025, month=1))
    summary = ReportsService(store).visit_summary(visit_id, "en")
    assert (summary.points, len(summary.points_lots)) == (8_070, 2)
