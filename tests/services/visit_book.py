"""A book with one customer and visits to try."""

from datetime import date, datetime, timedelta

from tests.conftest import NOW
from tests.store.builders import add_customer, add_line
from vipdesk.domain.visits import CheckItem, DraftOffer, DraftStep, VisitDraft
from vipdesk.domain.words import Channel, Outcome, VisitStatus
from vipdesk.services.visits import VisitPlan, VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import Visit

AT = NOW + timedelta(hours=1)  # 11:00 in Shanghai
STROKES = (((0.1, 0.05), (0.2, 0.1), (0.3, 0.05)), ((0.4, 0.1), (0.5, 0.02)))


def new_customer(store: Store, number: str = "C1", name: str = "王志强") -> int:
    """A gold customer with a line, a plan that ends on 2026-11-30 and three bills."""
    with store.action("customer.create") as session:
        customer = add_customer(session, number, name)
        customer.gender, customer.joined_on = "m", date(2019, 3, 1)
        customer.address = "太原市迎泽区青禾路 12 号 3 单元"
        add_line(session, customer, f"139{number[1:]:0>8}")
        return customer.id


def new_visit(store: Store, customer_id: int, at: datetime = AT) -> int:
    """A planned visit."""
    plan = VisitPlan(customer_id=customer_id, at=at, place="晋商大厦 1203", purpose="合约到期")
    return VisitsService(store).plan(plan).value


def new_held_visit(store: Store, customer_id: int, at: datetime = AT) -> int:
    """A visit that was held as planned."""
    visit_id = new_visit(store, customer_id, at)
    with store.action("visit.finish") as session:
        visit = session.get_one(Visit, visit_id)
        visit.status, visit.started_at = VisitStatus.DONE, visit.planned_at
        visit.talked = "核对了近三个月账单。"
    return visit_id


def full_draft() -> VisitDraft:
    """A talk with everything in it."""
    return VisitDraft(
        checklist=(CheckItem("Say who you are", True), CheckItem("Explain the bill")),
        needs="家里想换 1000M 宽带\n\n  要一张副卡 ",
        talked="核对了近三个月账单。",
        internal_note="price matters",
        outcome=Outcome.RENEWED,
        offers=(
            DraftOffer("Renew 24", "600 back", 29_900, 24, True, "why"),
            DraftOffer("Renew 12", "", 29_900, 12),
        ),
        chosen=0,
        satisfaction=9,
        next_steps=(
            DraftStep("办理续约", date(2026, 11, 24), Channel.VISIT),
            DraftStep("  ", date(2026, 11, 25)),
            DraftStep("副卡回访", date(2026, 12, 10), Channel.PHONE),
        ),
        strokes=STROKES,
        signed_at=NOW,
    )
