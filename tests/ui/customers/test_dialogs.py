from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from tests.conftest import TODAY
from tests.ui.customer_books import ID_NUMBER, PHONE
from tests.ui.shots import LOOKS, look, settle_layout, shoot
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.customer_draft import AddOn, CustomerDraft
from vipdesk.domain.words import (
    CircleKind,
    ComplaintLevel,
    DateKind,
    DateMove,
    LineStatus,
    NeedStatus,
    Tier,
    Verdict,
)
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import CircleRow
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import ContractDate
from vipdesk.ui.customers.actions import CustomerActions
from vipdesk.ui.customers.complaint_dialog import ComplaintDialog
from vipdesk.ui.customers.customer_dialog import CustomerDialog
from vipdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from vipdesk.ui.customers.hand_over_dialog import HandOverDialog
from vipdesk.ui.customers.line_dialog import LineDialog
from vipdesk.ui.customers.merge_dialog import MergeDialog
from vipdesk.ui.customers.recycle_dialog import RecycleBinDialog
from vipdesk.ui.customers.risk_dialog import RiskDialog
from vipdesk.ui.customers.small_dialogs import CircleDialog, NeedDialog, TierDialog
from vipdesk.ui.jobs import Jobs

WANG, CHEN = 1, 2
Open = Callable[[Any], Any]


@pytest.fixture
def book(lively_store: Store, desk: None) -> CustomerDesk:
    return CustomerDesk.of(lively_store)


@pytest.fixture
def opened(qtbot: QtBot, jobs: Jobs) -> Open:
    """Open a dialog and wait until it has read what it shows."""

    def open_it(dialog: QDialog) -> QDialog:
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(jobs.is_idle)
        return dialog

    return open_it


def test_a_new_customer_by_keyboard(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(CustomerDialog(book.care, jobs, None))
    assert dialog.focusWidget() is dialog.texts["name"]
    dialog.texts["name"].setText("赵国栋")
    dialog.personal["phone"].text.setText("133 0000 2206")
    dialog.birthday.text.setText("1970-02-29")
    qtbot.keyClick(dialog.texts["name"], Qt.Key.Key_Return)
    assert dialog.isVisible()  # 1970 had no 29 February
    assert dialog.message("birthday") == "There is no such day."
    dialog.birthday.lunar.setChecked(True)
    with qtbot.waitSignal(dialog.written) as saved:
        qtbot.keyClick(dialog.texts["name"], Qt.Key.Key_Return)
    draft = book.care.draft(saved.args[0])
    assert (draft.name, draft.phone, draft.number) == ("赵国栋", "13300002206", "N0000003")
    assert draft.birthday == Birthday(1970, 2, 29, lunar=True)


def test_checks_come_as_you_type(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(CustomerDialog(book.care, jobs, None))
    number = dialog.personal["id_number"].text
    number.setText("11010519491231002")
    number.textEdited.emit(number.text())
    qtbot.waitUntil(lambda: dialog.message("id_number") != "")
    assert "18 signs" in dialog.message("id_number")
    number.setText(ID_NUMBER)
    number.textEdited.emit(number.text())
    qtbot.waitUntil(lambda: "same number" in dialog.message("id_number"))
    assert "王志强" in dialog.message("id_number")
    assert dialog.message("name") == ""  # nobody has come to that field yet
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: dialog.refusal() != "")
    assert dialog.message("name") == "A name is needed."
    assert dialog.isVisible()
    assert dialog.texts["name"].hasFocus()


def test_editing_leaves_covered_fields_as_they_are(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    before = book.care.draft(WANG)
    dialog = opened(CustomerDialog(book.care, jobs, None, customer_id=WANG))
    shown = dialog.personal["phone"]
    assert shown.is_covered()
    assert shown.text.text() == "139****8812"
    dialog.texts["employer"].setText("晋商银行")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    after = book.care.draft(WANG)
    assert after.employer == "晋商银行"
    for name in ("phone", "id_number", "address", "birthday", "tier", "note"):
        assert getattr(after, name) == getattr(before, name)


def test_a_covered_field_is_shown_to_be_changed(
    qtbot: QtBot, book: CustomerDesk, lively_store: Store, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(CustomerDialog(book.care, jobs, None, customer_id=WANG))
    shown = dialog.personal["phone"]
    shown.show_button.click()
    qtbot.waitUntil(lambda: not shown.is_covered())
    assert shown.text.text() == PHONE
    entry = JournalService(lively_store).entries(1)[0]
    assert entry.params == {"customer_id": WANG, "field": "phone"}
    shown.text.setText("13900008813")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    assert book.care.draft(WANG).phone == "13900008813"


def test_the_form_follows_the_kind(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(CustomerDialog(book.care, jobs, None))
    assert dialog.texts["contact_name"].isHidden()
    dialog.kind.set_value("organisation")
    dialog.kind.chosen.emit("organisation")
    assert dialog.birthday.isHidden()
    assert not dialog.texts["contact_name"].isHidden()


def test_a_lines_changes_hold_from_their_day(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    line = book.detail.load(WANG).lines[0]
    dialog = opened(LineDialog(book.lines, book.care, jobs, None, WANG, line.id))
    assert dialog.number.text.text() == "139****8812"
    qtbot.waitUntil(lambda: _shown_texts(dialog.add_ons) == ["视频彩铃", "2025-03-01"])
    dialog.plan.setText("融合399")
    dialog.fee.setText("3x9")
    dialog.primary_button.click()
    assert dialog.message("fee") != ""
    dialog.fee.setText("399")
    dialog.status.set_value(LineStatus.SUSPENDED_REQUEST)
    dialog.ends[DateKind.CONTRACT].set_value(date(2028, 11, 30))
    dialog.add_ons.add(AddOn("亲情网"))
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    after = book.detail.load(WANG).lines[0]
    assert (after.plan, after.fee_fen) == ("融合399", 39_900)
    assert after.ends[DateKind.CONTRACT] == date(2028, 11, 30)
    assert [each.name for each in after.add_ons] == ["视频彩铃", "亲情网"]
    assert len(after.history) == len(line.history) + 3


def test_a_date_that_moves_later_asks_whether_it_was_renewed(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open, lively_store: Store
) -> None:
    line = book.detail.load(WANG).lines[0]
    dialog = opened(LineDialog(book.lines, book.care, jobs, None, WANG, line.id))
    field = dialog.ends[DateKind.CONTRACT]
    held = field.value()
    for day, asks in (("2020-01-01", False), ("2029-11-30", True)):
        field.selectAll()
        qtbot.keyClicks(field, day)
        assert dialog.later.isHidden() is not asks
    dialog.primary_button.click()
    assert dialog.message("later") == "Say whether it was renewed, or wrong before."
    qtbot.mouseClick(dialog.later.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    with lively_store.read() as session:
        newest = select(ContractDate).order_by(ContractDate.id.desc()).limit(1)
        written = session.scalars(newest).one()
    assert held is not None
    assert (written.ends_on, written.moved_as) == (date(2029, 11, 30), DateMove.RENEWAL)


def _shown_texts(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLineEdit) if each.isVisible()]


def test_a_new_line_with_an_account(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(LineDialog(book.lines, book.care, jobs, None, CHEN))
    dialog.number.text.setText(PHONE)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: dialog.message("number") != "")
    assert dialog.message("number") == "Another line has this number."
    dialog.number.text.setText("13700001111")
    dialog.account.setCurrentIndex(dialog.account.count() - 1)
    dialog.account_number.setText("A-77")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    assert {each.account_number for each in book.detail.load(CHEN).lines} == {None, "A-77"}


def test_small_dialogs(qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open) -> None:
    row = book.detail.load(WANG)
    tier = opened(TierDialog(book.care, jobs, None, row))
    tier.primary_button.click()
    qtbot.waitUntil(lambda: "already" in tier.refusal())
    tier.tier.set_value(str(Tier.SILVER))
    need = opened(NeedDialog(book.needs, jobs, None, WANG, row.needs[0]))
    need.status.set_value(str(NeedStatus.DECLINED))
    circle = opened(CircleDialog(book.circles, jobs, None, CHEN, book.circles.circles()))
    circle.name.setText("同事")
    for dialog in (tier, need, circle):
        with qtbot.waitSignal(dialog.written):
            dialog.primary_button.click()
    assert book.detail.load(WANG).tier is Tier.SILVER
    assert {each.status for each in book.detail.load(WANG).needs} == {
        NeedStatus.MET,
        NeedStatus.DECLINED,
    }
    assert [each.name for each in book.detail.load(CHEN).circles] == ["同事", "王家"]


def test_a_circle_is_found_by_typing(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    """Of thousands; what is typed is no circle before one of the list is chosen."""
    book.circles.create(WANG, "Old Friends", CircleKind.FRIENDS)
    known = [CircleRow(n, f"Club {n}", CircleKind.FRIENDS, ()) for n in range(20_001, 40_001)]
    dialog = opened(CircleDialog(book.circles, jobs, None, CHEN, book.circles.circles() + known))
    field, edit = dialog.circle, dialog.circle.lineEdit()
    completer = field.completer()
    assert edit is not None
    assert completer is not None
    edit.selectAll()
    qtbot.keyClicks(edit, "friends")
    dialog.primary_button.click()
    assert "No circle is called so" in dialog.form.message("circle")
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert field.currentText().startswith("Old Friends")
    assert not dialog.name.isVisible()
    assert dialog.form.message("circle") == ""
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    assert "Old Friends" in [each.name for each in book.detail.load(CHEN).circles]


def test_a_complaint_is_noted_and_closed(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    row = book.detail.load(CHEN)
    dialog = opened(ComplaintDialog(book.complaints, jobs, None, row))
    dialog.primary_button.click()
    assert dialog.form.message("text")
    dialog.text.setPlainText("账单不对")
    dialog.level.set_value(str(ComplaintLevel.ESCALATED))
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    (noted,) = book.detail.load(CHEN).complaints
    assert (noted.opened_on, noted.text, noted.is_open) == (TODAY, "账单不对", True)
    closing = opened(ComplaintDialog(book.complaints, jobs, None, row, noted, close=True))
    closing.closed_on.setText("2026-13-01")
    closing.primary_button.click()
    assert closing.form.message("closed_on")
    closing.closed_on.set_value(TODAY)
    closing.verdict.set_value(str(Verdict.NOT_UPHELD))
    with qtbot.waitSignal(closing.written):
        closing.primary_button.click()
    (closed,) = book.detail.load(CHEN).complaints
    assert (closed.closed_on, closed.upheld, closed.level) == (
        TODAY,
        False,
        ComplaintLevel.ESCALATED,
    )


def test_merging_side_by_side(qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open) -> None:
    dialog = opened(MergeDialog(book, jobs, None, WANG))
    dialog.picker.search("cxy")
    qtbot.keyClick(dialog.picker.focusProxy(), Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    assert dialog.taken() == ()  # the kept one has a value everywhere
    dialog.choose("phone")
    dialog.choose("tier")
    with qtbot.waitSignals([dialog.written, dialog.merged]):
        dialog.primary_button.click()
    found = book.detail.load(WANG)
    assert (found.tier, len(found.lines)) == (Tier.GOLD, 3)
    assert book.care.draft(WANG).phone == "18600000457"


def test_merge_and_hand_over_name_whom_they_are_about(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    actions, row = CustomerActions(book, jobs, page), book.detail.load(WANG)
    actions.merge(row)
    (merge,) = page.findChildren(MergeDialog)
    qtbot.waitUntil(jobs.is_idle)
    assert "Who goes into 王志强 · C00012847?" in _said_by(merge)
    merge.close()
    actions.hand_over(row)
    qtbot.waitUntil(lambda: bool(page.findChildren(HandOverDialog)))
    (hand_over,) = page.findChildren(HandOverDialog)
    assert "Hand over 王志强" in _said_by(hand_over)
    assert hand_over.focusWidget() is hand_over.manager
    hand_over.close()


def _said_by(dialog: QDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if not each.isHidden()]


def test_the_other_one_can_stay(qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open) -> None:
    dialog = opened(MergeDialog(book, jobs, None, WANG, CHEN))
    dialog.swap_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert set(dialog.taken()) >= {"id_number", "address", "birthday"}  # Chen has none
    with qtbot.waitSignal(dialog.merged, check_params_cb=lambda n: n == CHEN):
        dialog.primary_button.click()
    assert book.care.draft(CHEN).id_number == ID_NUMBER
    assert book.care.draft(CHEN).number == "C00012848"


def test_one_cannot_be_merged_with_oneself(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    dialog = opened(MergeDialog(book, jobs, None, WANG, WANG))
    assert "two different" in dialog.refusal()
    assert not dialog.primary_button.isEnabled()


def test_duplicates_are_merged_from_their_list(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    book.care.create(CustomerDraft(name="王 志强", phone=PHONE))
    dialog = opened(DuplicatesDialog(book, jobs, None))
    assert dialog.model.rowCount() == 1
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    merge = dialog.findChild(MergeDialog)
    assert isinstance(merge, MergeDialog)
    qtbot.waitUntil(merge.primary_button.isEnabled)
    with qtbot.waitSignal(dialog.act_done):
        merge.primary_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert dialog.model.rowCount() == 0
    assert dialog._empty.isVisible()


def test_the_recycle_bin_may_be_closed_before_what_was_asked_is_done(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs
) -> None:
    book.groups.delete([WANG])
    dialog = RecycleBinDialog(book.groups, jobs, None)
    dialog.open()
    qtbot.waitUntil(jobs.is_idle)
    dialog.table.go_to(WANG)
    closed = Event()
    jobs.write(lambda _progress: closed.wait(30))
    dialog.restore_button.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    closed.set()
    qtbot.waitUntil(jobs.is_idle)
    assert book.groups.recycled() == []


def test_the_recycle_bin(qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open) -> None:
    book.groups.delete([WANG, CHEN])
    dialog = opened(RecycleBinDialog(book.groups, jobs, None))
    assert dialog.model.rowCount() == 2
    assert not dialog.purge_button.isEnabled()
    for row_id, made in ((WANG, dialog.restore_button), (CHEN, dialog.purge_button)):
        dialog.table.go_to(row_id)
        with qtbot.waitSignal(dialog.act_done):
            made.click()
        qtbot.waitUntil(jobs.is_idle)
    assert book.groups.recycled() == []
    assert book.detail.load(WANG).profile.name == "王志强"
    assert dialog._empty.isVisible()


def test_escape_closes_all_without_writing(
    qtbot: QtBot, book: CustomerDesk, lively_store: Store, jobs: Jobs, opened: Open
) -> None:
    before = JournalService(lively_store).entries(1)[0].id
    for make in _all(book, jobs).values():
        dialog = opened(make())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():  # the first Esc empties a search field
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
    assert JournalService(lively_store).entries(1)[0].id == before


def test_nothing_personal_is_in_the_clear(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open
) -> None:
    for make in _all(book, jobs).values():
        dialog = opened(make())
        said = " ".join(
            str(child.property(name) or "")
            for child in (dialog, *dialog.findChildren(QWidget))
            for name in ("text", "toolTip", "accessibleName", "windowTitle")
        )
        assert PHONE not in said
        assert ID_NUMBER not in said
        dialog.close()


def _all(book: CustomerDesk, jobs: Jobs) -> dict[str, Callable[[], QDialog]]:
    row = book.detail.load(WANG)
    return {
        "customer-edit": lambda: CustomerDialog(book.care, jobs, None, customer_id=WANG),
        "customer-new": lambda: CustomerDialog(book.care, jobs, None),
        "line": lambda: LineDialog(book.lines, book.care, jobs, None, WANG, row.lines[0].id),
        "tier": lambda: TierDialog(book.care, jobs, None, row),
        "need": lambda: NeedDialog(book.needs, jobs, None, WANG, row.needs[0]),
        "complaint": lambda: ComplaintDialog(book.complaints, jobs, None, row),
        "complaint-close": lambda: ComplaintDialog(
            book.complaints, jobs, None, row, row.complaints[0], close=True
        ),
        "circle": lambda: CircleDialog(book.circles, jobs, None, WANG, book.circles.circles()),
        "merge": lambda: MergeDialog(book, jobs, None, WANG, CHEN),
        "merge-pick": lambda: MergeDialog(book, jobs, None, WANG),
        "duplicates": lambda: DuplicatesDialog(book, jobs, None),
        "recycle": lambda: RecycleBinDialog(book.groups, jobs, None),
        "risk": lambda: RiskDialog(book.risk, jobs, None, book.risk.of(WANG)),
    }


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_looks(
    qtbot: QtBot, book: CustomerDesk, jobs: Jobs, opened: Open, language: str, mode: Any
) -> None:
    book.care.create(CustomerDraft(name="王 志强", phone=PHONE))
    gone = book.care.create(CustomerDraft(name="周杰", phone="13900002222")).value
    book.groups.delete([gone])
    with look(language, mode):
        for name, make in _all(book, jobs).items():
            dialog = opened(make())
            settle_layout()  # rows that were added get their place
            size = dialog.sizeHint().expandedTo(dialog.minimumSize())
            shoot(qtbot, dialog, f"customer-dialogs/{name}", QSize(size))
            dialog.close()
