"""The customer list as people use it: a real page on a real book, by keys and by mouse."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from tests.ui.customers.desk import dialog, open_page, settle
from tests.ui.customers.hands import rows
from vipdesk.domain.changes import Area
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.task_query import Risk
from vipdesk.domain.words import Tier
from vipdesk.services.customer_book import CustomerBook
from vipdesk.services.customer_list_sql import COLUMNS, RANKED
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Line
from vipdesk.ui.customers import list_view
from vipdesk.ui.customers.columns import end_note, list_columns
from vipdesk.ui.customers.customer_dialog import CustomerDialog
from vipdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from vipdesk.ui.customers.page import CustomersPage
from vipdesk.ui.customers.recycle_dialog import RecycleBinDialog
from vipdesk.ui.filter_chips import SaveFilterDialog
from vipdesk.ui.kit.column_chooser import ColumnChooser
from vipdesk.ui.kit.scrolled import WrappedArea
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.theme import Tone

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def click_heading(qtbot: QtBot, page: CustomersPage, key: str) -> None:
    header = page.list.table.horizontalHeader()
    numbers = {column.key: n for n, column in enumerate(page.list.model.columns())}
    at = header.sectionViewportPosition(numbers[key]) + 8
    qtbot.mouseClick(header.viewport(), LEFT, pos=header.rect().center().__class__(at, 10))


def test_model(qtmodeltester: ModelTester, demo: Store) -> None:
    customers = CustomerBook.of(demo).customers
    model = PagedTableModel(list_columns(lambda: date(2026, 11, 21)), customers.rows)
    model.show_ids(customers.find_ids(CustomerQuery(), date(2026, 11, 21)))
    qtmodeltester.check(model)
    assert model.rowCount() == 320


def test_begins_with_the_nearest_end_and_the_first_customer(page: CustomersPage) -> None:
    ends = [row.next_end_on for row in rows(page)]
    known = [end for end in ends if end]
    assert known == sorted(known)
    assert ends[: len(known)] == known
    assert page.customer_in_front() == page.list.model.id_at(0)
    assert page._count.text() == "320 customers"


def test_searches_as_typed_and_says_when_nobody_is_found(qtbot: QtBot, page: CustomersPage) -> None:
    wanted = rows(page)[5]
    page.set_search(wanted.number)
    settle(qtbot, page)
    assert [row.id for row in rows(page)] == [wanted.id]
    assert page._count.text() == "1 of 320"
    assert page.customer_in_front() == wanted.id
    page.set_search("nobody at all")
    settle(qtbot, page)
    assert page.list.nobody.isVisible()
    assert page.customer_in_front() is None
    with qtbot.waitSignal(page.search_cleared):
        qtbot.mouseClick(page.list.nobody.findChild(QPushButton), LEFT)
    settle(qtbot, page)
    assert page.list.model.rowCount() == 320


def test_only_the_last_search_is_shown(qtbot: QtBot, page: CustomersPage) -> None:
    for typed in ("w", "wa", "wan", "wang"):
        page.set_search(typed)
    settle(qtbot, page)
    customers = page._book.customers
    expected = customers.find_ids(CustomerQuery("wang"), customers.today())
    assert list(page.list.model.ids()) == expected


def test_sorts_by_a_click_both_ways_and_remembers(
    qtbot: QtBot, page: CustomersPage, demo: Store
) -> None:
    click_heading(qtbot, page, "arpu")
    settle(qtbot, page)
    fees = [row.arpu_fen for row in rows(page)]
    known = [fee for fee in fees if fee is not None]
    assert known == sorted(known)
    assert fees[: len(known)] == known
    click_heading(qtbot, page, "arpu")
    settle(qtbot, page)
    assert [row.arpu_fen for row in rows(page)][: len(known)] == known[::-1]
    with open_page(qtbot, demo) as again:
        assert again.list.model.sort_state() == ("arpu", True)
        assert list(again.list.model.ids()) == list(page.list.model.ids())


def test_every_column_can_be_sorted() -> None:
    keys = {column.sort_key for column in list_columns(lambda: date(2026, 11, 21), ["区域"])}
    assert keys == {*COLUMNS, *RANKED, "tier", "owner", "extra:区域"}


def test_filters_in_the_panel_take_effect_at_once_and_combine(
    qtbot: QtBot, page: CustomersPage
) -> None:
    qtbot.keyClick(page.list.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.panel.isVisible)
    settle(qtbot, page)
    tiers = page.panel._many["tiers"]
    tiers.setFocus()
    qtbot.keyClick(tiers, Key.Key_Space)
    assert tiers.popup.isVisible()
    qtbot.keyClick(tiers.popup.items, Key.Key_Space)
    qtbot.keyClick(tiers.popup, Key.Key_Escape)
    settle(qtbot, page)
    assert {row.tier for row in rows(page)} == {Tier.DIAMOND}
    assert page.buttons.filter.text() == "Filter 1"
    plans = page.panel._many["plans"]
    plans.showPopup()
    qtbot.keyClicks(plans.popup.search, "399")
    qtbot.keyClick(plans.popup.search, Key.Key_Return)
    shown = [
        plans.popup.items.item(n)
        for n in range(plans.popup.items.count())
        if not plans.popup.items.item(n).isHidden()
    ]
    assert [item.text().split()[0] for item in shown] == ["融合399"]
    shown[0].setCheckState(Qt.CheckState.Checked)
    plans.popup.hide()
    settle(qtbot, page)
    assert {(row.tier, row.plan) for row in rows(page)} == {(Tier.DIAMOND, "融合399")}
    page.panel._on_clear_clicked()
    settle(qtbot, page)
    assert page.list.model.rowCount() == 320


def test_the_chips_show_live_counts(qtbot: QtBot, page: CustomersPage) -> None:
    customers = page._book.customers
    ending = customers.count(CustomerFilter(ends_within_days=60), customers.today())
    assert page.chips.options()[1] == f"Ends within 60 days {ending}"
    page.chips._on_chips_chosen("ending")
    settle(qtbot, page)
    assert page.list.model.rowCount() == ending
    assert page.panel.filter() == CustomerFilter(ends_within_days=60)


def test_saves_a_filter_deletes_it_and_undoes(
    qtbot: QtBot, page: CustomersPage, demo: Store
) -> None:
    criteria = CustomerFilter(tiers=(Tier.GOLD,), in_arrears=True)
    page._set_filter(criteria)
    settle(qtbot, page)
    assert page.chips._save.isVisible()
    page.chips._save.setFocus()
    qtbot.mouseClick(page.chips._save, LEFT)
    ask = dialog(qtbot, SaveFilterDialog)
    assert not ask.primary_button.isEnabled()
    ask.name.setText("欠费金卡")
    qtbot.keyClick(ask.name, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.chips.options()) == 5)
    settle(qtbot, page)
    assert page.chips.options()[4] == f"欠费金卡 {page.list.model.rowCount()}"
    assert not page.chips._save.isVisible()
    (chip,) = (each for each in page.chips.findChildren(QPushButton) if "欠费金卡" in each.text())
    qtbot.waitUntil(lambda: page.window().focusWidget() is chip)  # never what deletes it
    page.chips._delete.setFocus()
    qtbot.mouseClick(page.chips._delete, LEFT)
    qtbot.waitUntil(lambda: len(page.chips.options()) == 4)
    qtbot.waitUntil(lambda: page.window().focusWidget() is page.chips._save)
    page._jobs.write(lambda _progress: JournalService(demo).undo())
    qtbot.waitUntil(lambda: len(page.chips.options()) == 5)
    settle(qtbot, page)


def test_the_filter_leaves_room_in_a_low_window(qtbot: QtBot, page: CustomersPage) -> None:
    page.buttons.filter.click()
    criteria, customers = CustomerFilter(risks=(Risk.HIGH, Risk.MEDIUM)), page._book.customers
    page.open_customer(customers.find_ids(CustomerQuery(filter=criteria), customers.today())[0])
    settle(qtbot, page)
    area = page.panel.findChild(WrappedArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    page.resize(904, 524)  # what the narrowest window leaves
    head, scroll, clear = page.detail.head, area.verticalScrollBar(), page.panel.clear
    qtbot.waitUntil(lambda: scroll.maximum() > 0)
    assert head.height() >= head.minimumSizeHint().height()
    assert page.list.height() >= 170
    scroll.setValue(scroll.maximum())
    qtbot.waitUntil(lambda: not clear.visibleRegion().isEmpty())


def test_a_new_customer_is_shown_at_once(qtbot: QtBot, page: CustomersPage) -> None:
    page.set_search("nobody")
    settle(qtbot, page)
    qtbot.mouseClick(page.buttons.new, LEFT)
    form = dialog(qtbot, CustomerDialog)
    settle(qtbot, page)
    form.texts["name"].setText("韩梅")
    with qtbot.waitSignal(page.toast_requested):
        form.primary_button.click()
    settle(qtbot, page)
    shown = page._book.customers.rows([page.customer_in_front() or 0])
    assert [row.name for row in shown] == ["韩梅"]
    qtbot.waitUntil(lambda: page.detail.customer_id() == shown[0].id)


def test_the_menu_opens_the_recycle_bin_and_the_search_for_duplicates(
    qtbot: QtBot, page: CustomersPage
) -> None:
    entries = page.buttons.more.menu().actions()
    kinds: tuple[type[DuplicatesDialog | RecycleBinDialog], ...]
    kinds = (DuplicatesDialog, RecycleBinDialog)
    for entry, kind in zip(entries, kinds, strict=True):
        entry.trigger()
        shown: DuplicatesDialog | RecycleBinDialog = dialog(qtbot, kind)
        settle(qtbot, page)
        with qtbot.waitSignal(page.toast_requested) as said:
            shown.act_done.emit("Done")
        assert said.args[:2] == ["Done", "Undo"]
        shown.reject()


def test_selection_and_place_survive_a_reload(qtbot: QtBot, page: CustomersPage) -> None:
    table = page.list.table
    table.selectRow(2)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = table.selected_ids()
    table.verticalScrollBar().setValue(3_000)
    with qtbot.waitSignal(page.list.model.modelReset):
        page.on_data_changed(frozenset({Area.TOUCHPOINTS}))
    settle(qtbot, page)
    assert table.selected_ids() == chosen
    assert table.verticalScrollBar().value() == 3_000
    ids = list(page.list.model.ids())
    table.go_to(ids[40])
    page.list.show_ids([each for each in ids if each != ids[40]], len(ids) - 1, stay=True)
    assert table.selected_ids() == [table.current_id()] == [ids[41]]  # who stood there is gone
    page.list.show_ids(ids[60:], len(ids), stay=False)  # another search begins with its best
    assert table.current_id() == ids[60]
    settle(qtbot, page)


def test_reloads_only_for_its_own_areas(qtbot: QtBot, page: CustomersPage) -> None:
    with qtbot.assertNotEmitted(page.list.model.modelReset, wait=100):
        page.on_data_changed(frozenset({Area.TASKS, Area.JOURNAL}))
    with qtbot.waitSignal(page.list.model.modelReset):
        page.on_data_changed(frozenset({Area.LINES}))
    settle(qtbot, page)


def test_the_keyboard_goes_to_customers_and_opens_them(qtbot: QtBot, page: CustomersPage) -> None:
    table = page.list.table
    with qtbot.waitSignal(page.customer_opened) as opened:
        qtbot.keyClick(table, Key.Key_Down)
    assert opened.args == [page.list.model.id_at(1)]
    with qtbot.waitSignal(page.customer_opened) as opened:
        qtbot.keyClick(table, Key.Key_Return)
    assert opened.args == [page.list.model.id_at(1)]


def test_the_arrow_keys_walk_on_while_details_are_read(qtbot: QtBot, page: CustomersPage) -> None:
    page.list.table.setFocus()
    for number in (1, 2, 3):
        focused = QApplication.focusWidget()
        assert focused is page.list.table
        qtbot.keyClick(focused, Key.Key_Down)
        settle(qtbot, page)
        assert page.list.table.current_id() == page.list.model.id_at(number)


def test_tab_goes_through_the_page_as_it_is_seen(qtbot: QtBot, page: CustomersPage) -> None:
    page.buttons.filter.click()
    settle(qtbot, page)
    page.chips._chips._buttons["all"].setFocus()
    passed: list[QWidget] = []
    while QApplication.focusWidget() is not page.list.table and len(passed) < 40:
        focused = QApplication.focusWidget()
        assert focused is not None
        passed.append(focused)
        qtbot.keyClick(focused, Key.Key_Tab)
    buttons = page.buttons
    wanted: list[QWidget] = [buttons.new, buttons.columns, buttons.more, buttons.filter]
    wanted += [buttons.import_, buttons.export, page.panel._many["tiers"]]
    wanted += [page.panel._one["ends_within_days"], page.panel._arpu["arpu_to_fen"]]
    wanted += [page.panel.clear]
    names = [each.accessibleName() for each in passed]
    assert not [each.accessibleName() for each in wanted if each not in passed], names
    places = [passed.index(each) for each in wanted]
    assert places == sorted(places)
    assert passed[-1] is page.panel.clear
    assert all(each.accessibleName() for each in passed)


def test_type_ahead_reaches_rows_that_are_not_loaded(qtbot: QtBot, page: CustomersPage) -> None:
    last = page._book.customers.rows([page.list.model.id_at(319)])[0]
    qtbot.keyClicks(page.list.table, last.number[-6:])
    qtbot.waitUntil(lambda: page.customer_in_front() == last.id)
    settle(qtbot, page)


def test_opens_a_customer_whom_the_filter_hides(qtbot: QtBot, page: CustomersPage) -> None:
    hidden = next(row for row in rows(page) if row.tier is Tier.ORDINARY)
    page._set_filter(CustomerFilter(tiers=(Tier.DIAMOND,)))
    settle(qtbot, page)
    page.open_customer(hidden.id)
    settle(qtbot, page)
    assert page.customer_in_front() == hidden.id
    assert page.panel.filter().is_empty()


def test_columns_are_chosen_ordered_and_kept_with_those_of_imports(
    qtbot: QtBot, page: CustomersPage, demo: Store
) -> None:
    first = page.list.model.id_at(0)

    def give_extra(_progress: object) -> None:
        with demo.action("customer.edit", customer_id=first) as session:
            session.execute(
                update(Customer).where(Customer.id == first).values(extra={"区域": "A7"})
            )

    page._jobs.write(give_extra)
    settle(qtbot, page)
    qtbot.mouseClick(page.buttons.columns, LEFT)
    chooser = dialog(qtbot, ColumnChooser)
    items = [chooser._list.item(n) for n in range(chooser._list.count())]
    assert items[-1].text() == "区域"
    items[-1].setCheckState(Qt.CheckState.Checked)
    items[0].setCheckState(Qt.CheckState.Unchecked)
    chooser._list.setCurrentItem(items[1])
    chooser._move(1)  # name behind number
    chooser.primary_button.click()
    settle(qtbot, page)
    assert page.list.shown_columns()[:2] == ["phone", "name"]
    assert page.list.shown_columns()[-1] == "extra:区域"
    assert rows(page)[0].extra == {"区域": "A7"}
    with open_page(qtbot, demo) as again:
        assert again.list.shown_columns() == page.list.shown_columns()
        assert rows(again)[0].extra == {"区域": "A7"}
        again._on_table_sort_requested("extra:区域", False)
        settle(qtbot, again)
        assert again.list.model.id_at(0) == first


def test_widening_the_window_is_not_the_users_choice_of_columns(
    qtbot: QtBot, page: CustomersPage
) -> None:
    with qtbot.assertNotEmitted(page.list.columns_changed, wait=50):
        page.resize(1700, 800)
    header = page.list.table.horizontalHeader()
    assert header.sectionSize(1) > 150
    with qtbot.waitSignal(page.list.columns_changed):
        header.resizeSection(1, 130)
    page.resize(1200, 692)
    assert header.sectionSize(1) == 130
    settle(qtbot, page)


@pytest.mark.parametrize("room", [-10, -60, -1_000])
def test_ends_lose_their_room_last_and_never_in_a_list_that_is_moved_sideways(room: int) -> None:
    lost = list_view._shared_out(room)
    assert sum(lost.values()) == max(room, -sum(lacked(but="next_end")))
    assert not lost.get("next_end")


def lacked(but: str) -> list[int]:
    return [most for key, most in list_view.LACKING.items() if key != but]


def test_an_empty_book_leads_to_the_import(qtbot: QtBot, store: Store) -> None:
    with open_page(qtbot, store) as page:
        assert page.list.empty_book.isVisible()
        assert not page.buttons.export.isEnabled()
        with qtbot.waitSignal(page.import_requested):
            qtbot.mouseClick(page.list.empty_book.findChild(QPushButton), LEFT)


@pytest.mark.parametrize(
    ("ends_on", "text", "tone"),
    [
        (date(2026, 11, 30), "9 days", Tone.RED),
        (date(2026, 12, 21), "30 days", Tone.RED),
        (date(2026, 12, 22), "31 days", Tone.AMBER),
        (date(2027, 2, 20), "91 days", Tone.NEUTRAL),
        (date(2026, 11, 22), "tomorrow", Tone.RED),
        (date(2026, 11, 21), "today", Tone.RED),
        (date(2026, 9, 22), "60 days ago", Tone.RED),
        (date(2026, 9, 21), "61 days ago", Tone.NEUTRAL),
    ],
)
def test_days_left_are_coloured(ends_on: date, text: str, tone: Tone) -> None:
    note = end_note(ends_on, date(2026, 11, 21))
    assert note is not None
    assert (note.text, note.tone) == (text, tone)


def test_numbers_stay_masked_on_every_cell(page: CustomersPage, demo: Store) -> None:
    model = page.list.model
    said = " ".join(
        str(model.index(row, column).data(role) or "")
        for row in range(20)
        for column in range(model.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    )
    with demo.read() as session:
        numbers = list(session.scalars(select(Line.number)))
    assert "****" in said
    assert not any(number in said for number in numbers)
