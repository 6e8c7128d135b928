"""A customer with personal data in every corner of the book, most of them changed once."""

from pathlib import Path

from sqlalchemy import text

from tests.conftest import TODAY
from tests.services.points import Ledger
from tests.services.visit_book import full_draft, new_visit
from vipdesk.domain.customer_draft import ComplaintDraft, CustomerDraft, LineDraft
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.points_words import Fulfilment, RedemptionStatus, RewardKind
from vipdesk.domain.words import CircleKind
from vipdesk.services.attachments import AttachmentsService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.points import PointsService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.store.records import Complaint, Onboarding, Redemption, RedemptionItem

NAME, FORMER = "欧阳若溪", "欧阳小溪"
PLANTED = (
    NAME, FORMER, "13955550001", "13955550002", "13955550003", "11010519491231002X", "若溪花园",
    "ruoxi@", "PLANT-77", "想要副卡", "内部话", "photo-of-ruoxi", "若溪的需求", "purpose-ruoxi",
    "extra-ruoxi", "ACCT-9988", "若溪投诉", "EXTRA-TS",
)  # fmt: skip


def plant(store: Store, customer_desk: CustomerDesk, tmp_path: Path) -> int:
    """A customer with personal data in every corner of the book, most of them changed once."""
    draft = CustomerDraft(
        name=FORMER, number="PLANT-77", phone="13955550001", id_number="11010519491231002X",
        address="太原市迎泽区若溪花园1号", email="ruoxi@example.com", note="想要副卡",
    )  # fmt: skip
    customer_id = customer_desk.care.create(draft).value
    line = LineDraft(
        number="13955550002", account_number="ACCT-9988", plan="融合299", effective_on=TODAY
    )
    line_id = customer_desk.lines.create(customer_id, line).value
    with store.action("customer.edit", customer_id=customer_id) as session:
        session.execute(
            text('UPDATE customer SET name = :name, extra = \'{"a": "extra-ruoxi"}\''),
            {"name": NAME},
        )
        session.execute(text("UPDATE line SET number = '13955550003'"))
    with store.action("import.commit", bulk=True, file=f"{NAME}.csv") as session:
        session.execute(
            text("INSERT INTO bill (line_id, month, fee_fen) VALUES (:line, '2026-10', 29900)"),
            {"line": line_id},
        )
        session.execute(text("UPDATE account SET kind = 'prepaid'"))
    customer_desk.needs.add(customer_id, "若溪的需求")
    complaint = ComplaintDraft(
        customer_id=customer_id, opened_on=TODAY, number="TS-77", text="若溪投诉"
    )
    complaint_id = customer_desk.complaints.save(complaint).value
    with store.action("complaint.save", customer_id=customer_id) as session:
        session.get_one(Complaint, complaint_id).extra = {"经办": "EXTRA-TS"}
    with store.action("onboarding.save", customer_id=customer_id) as session:
        points = [{"key": "1", "text": "欢迎", "done_on": TODAY.isoformat()}]
        session.add(Onboarding(customer_id=customer_id, opened_on=TODAY, points=points))
    customer_desk.circles.create(customer_id, f"{NAME}一家", CircleKind.FAMILY)
    CustomerGroupsService(store).tag([customer_id], NAME)
    book = VisitBook.of(store)
    visit_id = new_visit(store, customer_id)
    photo = tmp_path / "photo-of-ruoxi.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\nphoto-of-ruoxi")
    AttachmentsService(store).attach(visit_id, photo)
    gone = tmp_path / "photo-of-ruoxi-2.png"
    gone.write_bytes(b"\x89PNG\r\n\x1a\nphoto-of-ruoxi-2")
    AttachmentsService(store).detach(AttachmentsService(store).attach(visit_id, gone).value)
    opened = book.desk.open(visit_id)
    book.desk.save_draft(opened.row.uid, full_draft())
    with store.action("visit.edit", visit_id=visit_id) as session:
        session.execute(
            text(
                "UPDATE visit SET talked = '想要副卡', internal_note = '内部话', "
                "purpose = 'purpose-ruoxi', signature = '[[[0.1, 0.2]]]'"
            )
        )
    return customer_id


def plant_points(store: Store, customer_id: int) -> None:
    """Movements and a redemption with words about the customer, who then can't be purged."""
    ledger = Ledger(store, customer_id)
    award = AwardDraft(points=1_200, reason="若溪的生日礼")
    PointsService(store).award(customer_id, award)
    spent = ledger.spend(1_100, TODAY)
    with store.action("points.redeem", customer_id=customer_id) as session:
        redemption = Redemption(
            number="D-77",
            customer_id=customer_id,
            entry_id=spent,
            on_day=TODAY,
            recorded_at=store.now(),
            points=1_100,
            status=RedemptionStatus.DONE,
            note="若溪的兑换",
            signature=[[[0.1, 0.2]]],
            signed_at=store.now(),
        )
        session.add(redemption)
        session.flush()
        item = RedemptionItem(
            redemption_id=redemption.id,
            name="话费券",
            kind=RewardKind.TELECOM,
            quantity=1,
            list_points=1_100,
            points=1_100,
            discounts=[],
            fulfilment=Fulfilment.HANDED_OVER,
            fulfilled=[],
        )
        session.add(item)
