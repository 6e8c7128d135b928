from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW, TODAY, fixed_clock, open_book
from tests.furnished import Furnished
from tests.services.visit_book import full_draft, new_customer, new_visit
from tests.store.builders import add_line
from vipdesk.domain.face import FaceDone, FaceSheet
from vipdesk.domain.visits import Step, VisitDraft, VisitStateError
from vipdesk.domain.words import DateKind, NeedStatus, Outcome
from vipdesk.errors import NotFoundError
from vipdesk.services.attachments import (
    MIB,
    AttachmentEmptyError,
    AttachmentsService,
    AttachmentTooLargeError,
    AttachmentUnreadableError,
    media_type,
)
from vipdesk.services.face import FaceService
from vipdesk.services.journal import JournalService
from vipdesk.services.reports import ReportsService
from vipdesk.services.settings import SettingsService
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visits import VisitsService
from vipdesk.store.book import Store
from vipdesk.store.journal import SEEN
from vipdesk.store.records import (
    Attachment,
    AttachmentContent,
    ContractDate,
    Customer,
    JournalChange,
    LineSummary,
    Need,
)
from vipdesk.texts import translator

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def customer_id(met_furnished: Furnished[int], store: Store) -> int:
    return met_furnished.value


@pytest.fixture
def visit_id(visit_furnished: Furnished[int], store: Store) -> int:
    return visit_furnished.value


def test_a_fresh_visit_is_prepared_from_the_settings(store: Store, visit_id: int) -> None:
    opened = VisitDeskService(store).open(visit_id)
    draft = opened.draft
    assert (draft.step, draft.reason) == (Step.PREPARE, "contract")
    assert [item.done for item in draft.checklist] == [False] * 6
    assert [offer.name for offer in draft.offers] == [
        "Renew for 24 months",
        "Move to a bundle",
        "Renew for 12 months",
    ]
    assert [offer.recommended for offer in draft.offers] == [True, False, False]
    said = dict(opened.scripts["contract"])
    assert said["Say what ends"].startswith("Your **融合299** runs until 2026-11-30. Days left: 9;")
    assert said["Thank first"].startswith("Mr Wang, I am ")
    assert "for 7 years" in said["Thank first"]
    said = dict(opened.scripts["no_contact"])  # no contact yet: that sentence is left out
    assert said["Ask how it goes"].endswith(
        "account manager. I have nothing to sell today; I just want to hear how you are."
    )


def test_the_facts_beside_the_talk(store: Store, visit_id: int) -> None:
    facts = VisitDeskService(store).open(visit_id).facts
    assert (facts.plan, facts.plan_fee_fen) == ("融合299", 29_900)
    assert (facts.ends_on, facts.ends_kind) == (date(2026, 11, 30), DateKind.CONTRACT)
    assert (facts.phone, facts.ends_number) == ("139****0001", "")
    assert facts.open_needs == ()


def test_a_draft_is_found_again_after_a_restart(store: Store, profile: Path, visit_id: int) -> None:
    desk = VisitDeskService(store)
    uid = desk.open(visit_id).row.uid
    desk.save_draft(uid, full_draft())
    store.close()
    again = open_book(profile, clock=fixed_clock)
    try:
        assert VisitDeskService(again).open(visit_id).draft == full_draft()
    finally:
        again.close()


def test_drafts_stand_outside_the_journal(store: Store, visit_id: int) -> None:
    desk = VisitDeskService(store)
    before = JournalService(store).entries()
    desk.save_draft(desk.open(visit_id).row.uid, full_draft())
    assert JournalService(store).entries() == before


def test_old_drafts_are_forgotten(store: Store, customer_id: int) -> None:
    desk, visits = VisitDeskService(store), VisitsService(store)
    long_ago = NOW - timedelta(days=31)
    old, recent, still_open = (
        new_visit(store, customer_id, at) for at in (long_ago, NOW, long_ago)
    )
    for visit_id in (old, recent, still_open):
        desk.save_draft(desk.open(visit_id).row.uid, full_draft())
    for visit_id in (old, recent):
        visits.cancel(visit_id, "x")
    assert desk.tidy_drafts() == 1
    assert desk.open(old).draft.needs == ""
    assert desk.open(recent).draft == desk.open(still_open).draft == full_draft()


def test_the_paper_shows_the_draft(store: Store, visit_id: int) -> None:
    VisitsService(store).start(visit_id)
    desk = VisitDeskService(store)
    opened = desk.open(visit_id)
    content = desk.content(opened, full_draft())
    summary = ReportsService(store).visit_summary(visit_id, "zh", content)
    assert summary.talked_about == "核对了近三个月账单。"
    assert [deal.item for deal in summary.done] == ["Renew 24"]
    assert summary.needs == ("家里想换 1000M 宽带", "要一张副卡")
    assert [step.text for step in summary.next_steps] == ["办理续约", "副卡回访"]
    assert summary.signature is not None


def test_a_visit_that_is_gone(store: Store) -> None:
    with pytest.raises(NotFoundError):
        VisitDeskService(store).open(99)


# What the customer may see.


def test_the_turned_screen_shows_this_customer(store: Store, customer_id: int) -> None:
    other = new_customer(store, "C2", "陈晓燕")
    with store.action("need.save") as session:
        for owner, text, status, closed in (
            (customer_id, "希望降低月租", NeedStatus.OPEN, None),
            (customer_id, "补卡", NeedStatus.MET, date(2026, 3, 2)),
            (customer_id, "去年的事", NeedStatus.MET, date(2025, 12, 31)),
            (other, "别人的事", NeedStatus.OPEN, None),
        ):
            need = Need(
                customer_id=owner, text=text, status=status, opened_on=TODAY, closed_on=closed
            )
            session.add(need)
    sheet = FaceService(store).sheet(customer_id, full_draft())
    assert (sheet.customer, sheet.salutation, sheet.tier) == ("王志强", "mr", "Gold")
    assert (sheet.plan, sheet.ends_on, sheet.year) == ("融合299", date(2026, 11, 30), 8)
    assert [bill.fee_fen for bill in sheet.bills] == [30_000, 20_000, 10_001]
    assert sheet.requests == ("家里想换 1000M 宽带", "要一张副卡", "希望降低月租")
    assert sheet.done == (FaceDone(date(2026, 3, 2), "补卡"),)
    assert "陈晓燕" not in repr(sheet)


def test_the_end_of_another_line_is_not_taken_for_that_of_the_plan(
    store: Store, customer_id: int, visit_id: int
) -> None:
    with store.action("line.create") as session:
        (main,) = session.scalars(select(LineSummary.line_id))
        add_line(session, session.get_one(Customer, customer_id), "13900000099")
        later = date(2027, 5, 31)
        dated = {"effective_on": TODAY, "recorded_on": TODAY}
        session.add(ContractDate(line_id=main, kind="contract", ends_on=later, **dated))
    sheet = FaceService(store).sheet(customer_id, VisitDraft())
    assert (sheet.plan, sheet.ends_on) == ("融合299", later)
    assert (sheet.other_plan, sheet.other_ends_on) == ("融合299", date(2026, 11, 30))
    summary = ReportsService(store).visit_summary(visit_id, "en")
    assert (summary.line_number, summary.plan_ends_on) == ("139****0001", later)
    facts = VisitDeskService(store).open(visit_id).facts
    assert (facts.ends_on, facts.ends_number) == (date(2026, 11, 30), "139****0099")


def test_the_turned_screen_has_no_room_for_the_desks_own(store: Store, customer_id: int) -> None:
    names = {field.name for field in fields(FaceSheet)}
    assert not names & {"score", "note", "internal_note", "why", "satisfaction", "phone", "number"}
    shown = repr(FaceService(store).sheet(customer_id, full_draft()))
    assert "price matters" not in shown
    assert "why" not in shown
    assert "1390000" not in shown


def test_what_was_done_this_year(store: Store, customer_id: int, visit_id: int) -> None:
    visits = VisitsService(store)
    visits.start(visit_id)
    visits.finish(visit_id, full_draft())
    sheet = FaceService(store).sheet(customer_id, VisitDraft())
    assert sheet.done == (FaceDone(TODAY, "Renew 24"),)


def test_no_sheet_for_a_customer_who_is_gone(store: Store) -> None:
    with pytest.raises(NotFoundError):
        FaceService(store).sheet(99, VisitDraft())


# Attachments.


def attach(store: Store, visit_id: int, path: Path, data: bytes) -> int:
    path.write_bytes(data)
    return AttachmentsService(store).attach(visit_id, path).value


def test_a_file_goes_into_the_book_once(store: Store, visit_id: int, tmp_path: Path) -> None:
    service = AttachmentsService(store)
    first = attach(store, visit_id, tmp_path / "身份证.png", PNG)
    second = attach(store, visit_id, tmp_path / "again.png", PNG)
    rows = service.rows(visit_id)
    assert [(row.name, row.media_type, row.is_image) for row in rows] == [
        ("身份证.png", "image/png", True),
        ("again.png", "image/png", True),
    ]
    assert service.content(first) == service.content(second) == PNG
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AttachmentContent)) == 1
    assert VisitDeskService(store).open(visit_id).attachments == tuple(rows)


def test_attach_and_detach_can_be_undone(store: Store, visit_id: int, tmp_path: Path) -> None:
    service, journal = AttachmentsService(store), JournalService(store)
    attachment_id = attach(store, visit_id, tmp_path / "a.pdf", b"%PDF-1.7 x")
    service.detach(attachment_id)
    assert service.rows(visit_id) == []
    journal.undo()
    assert service.content(attachment_id) == b"%PDF-1.7 x"
    journal.undo()
    assert service.rows(visit_id) == []
    with pytest.raises(NotFoundError):
        service.content(attachment_id)
    with pytest.raises(NotFoundError):
        service.detach(attachment_id)


def test_what_cannot_be_attached_says_why(store: Store, visit_id: int, tmp_path: Path) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), attachment_limit_mb=1))
    with pytest.raises(AttachmentTooLargeError) as refused:
        attach(store, visit_id, tmp_path / "film.mp4", bytes(MIB + MIB // 2))
    assert '"film.mp4" has 1.5 MB' in refused.value.sentence(translator("en"))
    attach(store, visit_id, tmp_path / "fits.bin", bytes(MIB))
    with pytest.raises(AttachmentEmptyError):
        attach(store, visit_id, tmp_path / "empty.txt", b"")
    with pytest.raises(AttachmentUnreadableError):
        AttachmentsService(store).attach(visit_id, tmp_path / "gone.txt")
    with pytest.raises(AttachmentUnreadableError):
        AttachmentsService(store).attach(visit_id, tmp_path)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_a_closed_visit_takes_no_files(store: Store, visit_id: int, tmp_path: Path) -> None:
    VisitsService(store).cancel(visit_id, "x")
    with pytest.raises(VisitStateError):
        attach(store, visit_id, tmp_path / "a.png", PNG)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AttachmentContent)) == 0


def test_a_copy_out_of_the_book_is_journalled(store: Store, visit_id: int, tmp_path: Path) -> None:
    attachment_id = attach(store, visit_id, tmp_path / "a.png", PNG)
    AttachmentsService(store).save_copy(attachment_id, tmp_path / "out" / "b.png")
    assert (tmp_path / "out" / "b.png").read_bytes() == PNG
    assert JournalService(store).entries(1)[0].code == "export"
    with store.read() as session:
        owner = session.scalars(select(Attachment.customer_id)).one()
        seen = select(JournalChange.row_id).where(JournalChange.op == SEEN)
        assert list(session.scalars(seen)) == [owner]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", PNG, "image/png"),
        ("a.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.jpg", b"<html>", "application/octet-stream"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        ("a.pdf", b"%PDF-1.4", "application/pdf"),
        ("a.txt", "文字".encode(), "text/plain"),
        ("a", b"x", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, data: bytes, kind: str) -> None:
    assert media_type(name, data) == kind


def test_the_outcome_of_a_done_visit_is_shown_as_it_was(store: Store, visit_id: int) -> None:
    VisitsService(store).start(visit_id)
    VisitsService(store).finish(visit_id, full_draft())
    opened = VisitDeskService(store).open(visit_id)
    assert (opened.draft.outcome, opened.draft.satisfaction) == (Outcome.RENEWED, 9)
    assert opened.started_at == NOW
