from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from tests.ui.retention.conftest import make_page, task_of
from vipdesk.domain.changes import Area
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.task_query import Due, TaskFilter, TaskQuery
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.words import CostKind, Outcome, Tier
from vipdesk.services.case_book import CaseBook
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.settings import SettingsService
from vipdesk.services.task_list import Listed, TaskRow
from vipdesk.store.book import Store
from vipdesk.store.records import Account, AccountBalance, LineSummary
from vipdesk.ui.filter_chips import SaveFilterDialog
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.table_model import Index, PagedTableModel
from vipdesk.ui.retention.board import AT_ONCE, Board, lanes_of
from vipdesk.ui.retention.cards import card_lines, name_room, shorter_lines
from vipdesk.ui.retention.facts import stale_lines
from vipdesk.ui.retention.found import find
from vipdesk.ui.retention.outcome_dialog import Asked, OutcomeDialog
from vipdesk.ui.retention.page import RetentionPage
from vipdesk.ui.retention.words import ASKED, BOARD, ENDING, TABLE, WIN_BACK
from vipdesk.ui.theme import Tone


def names(book: CaseBook, ids: Sequence[int]) -> list[str]:
    rows = {row.id: row.name for row in book.tasks.rows(ids)}
    return [rows[each] for each in ids]


def test_cards_stand_in_the_column_of_their_stage(page: RetentionPage, book: CaseBook) -> None:
    lanes = page.lists.board.lanes
    assert list(lanes) == ["T-90", "T-60", "T-30", "T-7", "lapsed", "closed"]
    assert sorted(names(book, lanes["T-90"].ids())) == ["林涛", "马超"]
    assert names(book, lanes["T-7"].ids()) == ["王志强"]
    assert lanes["lapsed"].ids() == []  # the book never knew that date before it passed
    assert page.head._note.whole_text().startswith("8 open")


def test_columns_and_filter_follow_the_stages_of_the_settings(
    qtbot: QtBot, page: RetentionPage, book: CaseBook, store: Store, jobs: Jobs
) -> None:
    settings = SettingsService(store)
    now = settings.load()
    settings.save(replace(now, rules=replace(now.rules, stages=(45, 10, 0))))
    RetentionRunService(store).run()
    page.reload()
    page.filter_button.click()
    qtbot.waitUntil(jobs.is_idle)
    lanes = page.lists.board.lanes
    assert list(lanes) == ["T-45", "T-10", "lapsed", "closed"]
    assert names(book, lanes["T-10"].ids()) == ["王志强"]
    offered = [text for _key, text, _n in page.panel._many["stages"]._choices]
    assert offered == ["T-45", "T-10", "Ends today", "Past"]


def test_what_has_no_stage_stands_where_it_is_due() -> None:
    days = {"overdue": -1, "today": 0, "week": 6, "later": 7}
    found = [Listed(n, "", TODAY + timedelta(d)) for n, d in enumerate(days.values())]
    assert lanes_of(found, (), TODAY) == {name: [n] for n, name in enumerate(days)}
    gone = [Listed(1, "T-45", TODAY), Listed(2, "T-0", TODAY), Listed(3, "lapsed", TODAY)]
    assert lanes_of(gone, ("T-90", "T-7"), TODAY) == {"T-90": [], "T-7": [1, 2], "lapsed": [3]}


def test_the_keyboard_goes_from_column_to_column(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs
) -> None:
    board = page.lists.board
    first, last = board.lanes["T-90"], board.lanes["T-7"]
    first.enter()
    for _step in range(3):
        shown = next(lane for lane in board.lanes.values() if lane.current_id() != -1)
        qtbot.keyClick(shown, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: jobs.is_idle() and not page._settle.isActive())
    assert (first.current_id(), board.current_id()) == (-1, last.ids()[0])
    assert page.detail.detail is not None
    assert page.detail.detail.row.name == "王志强"
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert page.detail.outcomes[Outcome.RENEWED] is page.focusWidget()


def test_only_the_cards_in_sight_are_read(qtbot: QtBot) -> None:
    read: list[int] = []

    def fetch(ids: Sequence[int]) -> list[TaskRow]:
        read.extend(ids)
        return []

    board = Board(fetch, lambda: TODAY)
    qtbot.addWidget(board)
    board.resize(800, 400)
    board.show_lanes({"today": range(1, 5_001), "later": []})
    board.show()
    qtbot.waitUntil(lambda: bool(read))
    assert len(read) <= 2 * AT_ONCE


def test_what_is_in_sight_first_is_not_read_while_it_is_painted(
    qtbot: QtBot, book: CaseBook, people: dict[str, int]
) -> None:
    found = find(book, ENDING, TaskQuery())
    assert {row.id for row in found.rows} == {each for ids in found.lanes.values() for each in ids}
    board = Board(_read_nothing, lambda: TODAY)
    qtbot.addWidget(board)
    board.resize(1190, 400)
    board.show_lanes(found.lanes, found.rows)
    board.show()
    board.grab()


def _read_nothing(ids: Sequence[int]) -> list[TaskRow]:
    raise AssertionError(f"{ids} were read")


def test_a_long_column_is_shown_without_a_question_for_each_card(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    count = PagedTableModel.rowCount

    def row_count(self: PagedTableModel[TaskRow], parent: Index) -> int:
        asked.append(parent)
        return count(self, parent)

    monkeypatch.setattr(PagedTableModel, "rowCount", row_count)
    board = Board(lambda _ids: [], lambda: TODAY)
    qtbot.addWidget(board)
    board.resize(800, 400)
    board.show()
    board.show_lanes({"today": range(1, 70_001)})
    qtbot.waitExposed(board)
    QApplication.processEvents()
    assert 0 < len(asked) < 700


def test_home_and_end_go_along_the_column(qtbot: QtBot) -> None:
    board = Board(lambda _ids: [], lambda: TODAY)
    qtbot.addWidget(board)
    board.show_lanes({"today": range(1, 50), "later": []})
    lane = board.lanes["today"]
    qtbot.keyClick(lane, Qt.Key.Key_End)
    assert lane.current_id() == 49
    qtbot.keyClick(lane, Qt.Key.Key_Home)
    assert lane.current_id() == 1
    qtbot.keyClick(board.lanes["later"], Qt.Key.Key_End)
    assert board.lanes["later"].current_id() == -1


def test_the_model_of_the_table_holds(page: RetentionPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.lists.model)


def test_filters_combine_are_kept_and_deleted(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs, book: CaseBook
) -> None:
    page.filter_button.click()
    page.panel.filter_changed.emit(TaskFilter(tiers=(Tier.SILVER,), stages=("T-30",)))
    qtbot.waitUntil(jobs.is_idle)
    assert sorted(names(book, page.lists.model.ids())) == ["孙丽", "罗文静"]
    page.chips.save_requested.emit()
    dialog = page.findChild(SaveFilterDialog)
    assert dialog is not None
    dialog.name.setText("Silver soon")
    dialog.primary_button.click()
    qtbot.waitUntil(jobs.is_idle)
    assert page.chips.options()[-1] == "Silver soon 2"
    kept = book.filters.all()[0]
    assert kept.filter == TaskFilter(tiers=(Tier.SILVER,), stages=("T-30",))
    page.chips.delete_requested.emit(kept.id)
    qtbot.waitUntil(jobs.is_idle)
    assert page.chips.options()[-1].startswith("Put off")


def test_what_finds_nothing_says_how_to_go_on(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs
) -> None:
    page.lists.set_view(TABLE)
    page.set_filter(TaskFilter(due=Due.SNOOZED))
    qtbot.waitUntil(jobs.is_idle)
    assert page.lists.currentWidget() is page.lists.nobody
    page.lists.nobody.acted.emit()
    qtbot.waitUntil(jobs.is_idle)
    assert page.lists.model.rowCount() > 0
    for tab, sentence in {
        ASKED: "Nobody asked to leave. Open a case here when somebody does.",
        WIN_BACK: "Nobody left in the last months.",
    }.items():
        page.show_tab(tab)
        qtbot.waitUntil(jobs.is_idle)
        assert page.lists.currentWidget() is page.lists.nothing
        assert page.lists.nothing.accessibleName() == sentence


def test_a_task_stays_in_front_while_others_change(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs, book: CaseBook, people: dict[str, int]
) -> None:
    task_id = task_of(book, people["孙丽"])
    page.lists.go_to(task_id)
    page._on_lists_chosen()
    qtbot.waitUntil(jobs.is_idle)
    page.on_data_changed(frozenset({Area.TASKS}))
    qtbot.waitUntil(jobs.is_idle)
    assert page.detail.detail is not None
    assert page.detail.detail.row.id == task_id
    page.lists.set_view(TABLE)
    assert page.lists.current_id() == task_id
    page.lists.set_view(BOARD)
    assert page.lists.current_id() == task_id


def test_typing_a_name_goes_to_the_task(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs, book: CaseBook, people: dict[str, int]
) -> None:
    qtbot.keyClicks(page.lists.board.lanes["T-90"], "zgd")
    qtbot.waitUntil(lambda: jobs.is_idle() and not page._settle.isActive())
    assert page.lists.current_id() == task_of(book, people["赵国栋"])


def test_costs_stand_with_the_case_and_can_be_removed(
    qtbot: QtBot,
    page: RetentionPage,
    jobs: Jobs,
    book: CaseBook,
    people: dict[str, int],
    press: Callable[[QDialog | RetentionPage, str], None],
) -> None:
    task_id = task_of(book, people["王志强"])
    page.lists.go_to(task_id)
    page._on_lists_chosen()
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.row.id == task_id)
    press(page, "Note a cost…")
    dialog = page.findChildren(QDialog)[-1]
    dialog.amount.setText("abc")  # type: ignore[attr-defined]
    press(dialog, "Save")
    assert dialog.form.message("amount") == "Enter an amount above 0."  # type: ignore[attr-defined]
    dialog.amount.setText("88.50")  # type: ignore[attr-defined]
    press(dialog, "Save")
    qtbot.waitUntil(lambda: bool(page.detail.detail and page.detail.detail.costs))  # read anew
    assert page.detail.detail is not None
    assert [(c.kind, c.amount_fen) for c in page.detail.detail.costs] == [(CostKind.GIFT, 8_850)]
    assert "88.50 yuan spent" in page.head._note.whole_text()
    press(page, "Remove")
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.costs == ())


def test_a_loss_of_a_customers_case_asks_which_line(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, people: dict[str, int]
) -> None:
    row = book.tasks.rows([task_of(book, people["王志强"])])[0]
    lines = book.detail.lines(people["王志强"])
    of_customer = Asked([row], TODAY, book.detail.now(), lines)
    assert not of_customer.needs_line()
    dialog = OutcomeDialog(book.cases, jobs, None, of_customer, Outcome.PORTED_OUT)
    qtbot.addWidget(dialog)
    assert not dialog.form.isAncestorOf(dialog.line)


def test_an_offer_brings_its_term_and_its_fee(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, people: dict[str, int], store: Store
) -> None:
    row = book.tasks.rows([task_of(book, people["王志强"])])[0]
    offers = (OfferTemplate("Renew 24", "", None, 24), OfferTemplate("Bundle", "", 39_900, 18))
    lines, plans = book.detail.lines(people["王志强"]), ["融合399"]
    asked = Asked([row], TODAY, book.detail.now(), lines, plans, offers)
    renewed = OutcomeDialog(book.cases, jobs, None, asked, Outcome.RENEWED)
    qtbot.addWidget(renewed)
    assert renewed.until.text() == "New end: 2027-11-26"
    renewed.offer.setText("Renew 24")
    assert renewed.until.text() == "New end: 2028-11-26"
    upgraded = OutcomeDialog(book.cases, jobs, None, asked, Outcome.UPGRADED)
    qtbot.addWidget(upgraded)
    upgraded.offer.setText("Bundle")
    assert (upgraded.term.months(), upgraded.fee.text()) == (18, "399.00")
    assert upgraded.prepared() is None
    assert upgraded.form.message("plan") == "Say to which plan."
    upgraded.plan.setText("融合399")
    write = upgraded.prepared()
    assert write is not None
    write()
    with store.read() as session:
        query = select(LineSummary).where(LineSummary.line_id == row.line_id)
        line = session.scalars(query).one()
        assert (line.plan, line.plan_fee_fen) == ("融合399", 39_900)
        assert line.contract_ends_on == date(2028, 5, 26)


def test_a_row_of_the_table_opens_with_the_keyboard(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs
) -> None:
    page.lists.set_view(TABLE)
    with qtbot.waitSignal(page.touchpoint_requested) as asked:
        qtbot.waitUntil(lambda: jobs.is_idle() and page.detail.detail is not None)
        qtbot.keyClick(page.lists.table, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert page.detail.detail is not None
    assert asked.args == [page.detail.detail.row.customer_id]


def test_old_data_behind_a_score_say_how_old_they_are(
    store: Store, book: CaseBook, people: dict[str, int]
) -> None:
    with store.action("customer.edit") as session:
        owing = select(Account.id).where(Account.customer_id == people["王志强"])
        account_id = session.scalars(owing).one()
        day = TODAY - timedelta(days=51)
        session.add(AccountBalance(account_id=account_id, as_of=day, arrears_fen=3_250))
    detail = book.detail.read(task_of(book, people["王志强"]))
    assert stale_lines(detail) == ["arrears are 51 days old"]
    assert stale_lines(book.detail.read(task_of(book, people["林涛"]))) == []


def test_a_card_of_a_warning_says_its_colour(store: Store, book: CaseBook) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))
        session.add(AccountBalance(account_id=line.account_id, as_of=TODAY, arrears_fen=3_250))
    RetentionRunService(store).run()
    rows = book.tasks.rows(book.tasks.ids(TaskQuery(), TODAY))
    (warning,) = (row for row in rows if row.kind is TaskKind.WARNING)
    lines = card_lines(warning, TODAY)
    assert lines[1] == ("Due today · Warning: Orange", Tone.AMBER)


def test_table_or_board_is_as_it_was_left(
    qtbot: QtBot, page: RetentionPage, jobs: Jobs, book: CaseBook
) -> None:
    assert page.lists.currentWidget() is page.lists.board
    page.views.findChildren(QPushButton)[0].click()  # the list
    qtbot.waitUntil(jobs.is_idle)
    again = make_page(qtbot, book, jobs)
    assert again.views.value() == TABLE
    assert again.lists.table.isVisible()
    again.views.findChildren(QPushButton)[1].click()
    qtbot.waitUntil(jobs.is_idle)
    assert make_page(qtbot, book, jobs).views.value() == BOARD


def test_only_what_it_shows_makes_the_page_read_again(qtbot: QtBot, page: RetentionPage) -> None:
    with qtbot.assertNotEmitted(page.lists.model.modelReset):
        page.on_data_changed(frozenset({Area.SHEETS}))
    with qtbot.waitSignal(page.lists.model.modelReset):
        page.on_data_changed(frozenset({Area.TASKS}))


def test_the_page_is_made_on_an_empty_book(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    page = make_page(qtbot, CaseBook.of(store), jobs)
    assert page.lists.currentWidget() is page.lists.nothing
    assert page.customer_in_front() is None
    with qtbot.waitSignal(page.import_requested):
        page.lists.nothing.acted.emit()


def test_the_words_of_the_risk_fit_into_their_column(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, worked: dict[str, int]
) -> None:
    page = make_page(qtbot, book, jobs)
    page.lists.set_view(TABLE)
    table = page.lists.table
    qtbot.waitUntil(lambda: page.lists.model.rowCount() > 2)
    place = [column.key for column in page.lists.model.columns()].index("risk")
    assert table.sizeHintForColumn(place) <= table.columnWidth(place)


def test_in_a_narrow_lane_the_name_of_a_card_stays() -> None:
    assert name_room(free=150, name=40, chip=60) == 40
    assert name_room(free=70, name=40, chip=62) == 40
    assert name_room(free=150, name=200, chip=60) == 90  # a long one leaves its tier room
    assert name_room(free=50, name=200, chip=60) == 50


def test_in_a_narrow_lane_whole_parts_are_left_out(store: Store, book: CaseBook) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))  # its contract ends in 9 days
    RetentionRunService(store).run()
    (row, *_others) = book.tasks.rows(book.tasks.ids(TaskQuery(), TODAY))
    assert [text for text, _tone in card_lines(row, TODAY)] == ["2026-11-30 · 融合299", "9 days"]
    assert shorter_lines(row, TODAY) == (("11-30 · 融合299",), ("9 days", "9 days"))
    assert shorter_lines(row, TODAY, "High") == (("11-30 · 融合299",), ("9 days · High", "High"))


def test_nothing_is_read_once_the_page_is_closed(page: RetentionPage, jobs: Jobs) -> None:
    page.lists.chosen.emit()
    assert page._settle.isActive()
    page.close()
    assert not page._settle.isActive()


def test_the_card_beside_takes_the_place_of_one_that_is_gone(
    page: RetentionPage, book: CaseBook
) -> None:
    found = find(book, ENDING, TaskQuery())
    gone, beside = found.lanes["T-90"]
    page.lists.go_to(gone)
    left = {name: [each for each in ids if each != gone] for name, ids in found.lanes.items()}
    ids = [each for each in found.ids if each != gone]
    page.lists.show_found(replace(found, ids=ids, lanes=left), ENDING, filtered=False)
    assert page.lists.current_id() == beside
