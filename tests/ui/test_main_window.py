import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tests.patience import wait_turn
from tests.ui.shots import SIZES, assert_no_cut_text, settle_layout, shoot_looks
from vipdesk import texts
from vipdesk.domain.changes import Area
from vipdesk.errors import NotFoundError
from vipdesk.texts import _
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.page import Page
from vipdesk.ui.main_window import MainWindow
from vipdesk.ui.navigation import CUSTOMERS, DATA, SCREENS, TODAY, VISITS
from vipdesk.ui.side_bar import FOLDED_WIDTH, WIDTH


class SomePage(Page):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.changes: list[frozenset[Area]] = []
        self.line, self.note = QLineEdit(), QPlainTextEdit()
        self.add_head(title)
        self.hand_on_to(self.note)
        self.whole.addWidget(self.line)
        self.whole.addWidget(self.note)
        self.whole.addWidget(EmptyState(_("Nothing to undo"), icon="users"))

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        self.changes.append(changed)


def make_window() -> MainWindow:
    window = MainWindow({screen.key: SomePageFactory(screen.title) for screen in SCREENS})
    window.show_page(CUSTOMERS)
    window.set_counts({TODAY: 12, CUSTOMERS: 486, VISITS: 3}, pressing={TODAY})
    zh = texts.language() == "zh"
    facts = "486 位客户 · 数据截至 2026-11-20" if zh else "486 customers · data as of 2026-11-20"
    window.set_status(facts, "示例分局 · 示例经理" if zh else "Sample manager")
    window.set_backup("上次备份 4 天前" if zh else "Last backup 4 days ago", stale=True)
    window.set_undo("Import 77 customers", "", [(1, "Import 77 customers")])
    return window


class SomePageFactory:
    def __init__(self, title: str) -> None:
        self.title = title

    def __call__(self) -> SomePage:
        return SomePage(_(self.title))


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = make_window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def front(window: MainWindow) -> SomePage:
    page = window.page(window.current_page())
    assert isinstance(page, SomePage)
    return page


def test_the_last_backup_is_told_and_leads_to_the_backups(qtbot: QtBot, window: MainWindow) -> None:
    assert window._foot.backup.property("tone") == "amber"
    window.set_backup("Last backup today 08:02", stale=False)
    assert window._foot.backup.property("tone") == ""
    with qtbot.waitSignal(window.backups_requested):
        qtbot.mouseClick(window._foot.backup, Qt.MouseButton.LeftButton)


def test_pages_are_made_when_first_shown(qtbot: QtBot, window: MainWindow) -> None:
    assert [screen.key for screen in SCREENS if window.has_page(screen.key)] == [CUSTOMERS]
    with qtbot.waitSignal(window.page_shown) as shown:
        key = Qt.Key(Qt.Key.Key_1 + [screen.key for screen in SCREENS].index(DATA))
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert shown.args == [DATA]
    assert window.current_page() == DATA
    assert front(window).note.hasFocus()


def test_the_keyboard_goes_along_to_another_page(window: MainWindow) -> None:
    front(window).line.setFocus()
    window.show_page(VISITS)
    assert front(window).note.hasFocus()
    window.focus_search()
    window.show_page(CUSTOMERS)
    assert window._top.search.hasFocus()


def test_a_click_on_the_side_bar_shows_the_page(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.page_shown):
        qtbot.mouseClick(window._side.button(VISITS), Qt.MouseButton.LeftButton)
    assert window.current_page() == VISITS
    assert window._side.button(VISITS).isChecked()
    assert not window._side.button(CUSTOMERS).isChecked()


def test_a_page_is_made_in_turns_and_the_last_that_was_asked_for_comes(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown: list[str] = []
    window.page_shown.connect(shown.append)
    for key in (VISITS, DATA):
        qtbot.mouseClick(window._side.button(key), Qt.MouseButton.LeftButton)
        assert window.current_page() == CUSTOMERS  # it can be used until the other is there
    qtbot.waitUntil(lambda: window.current_page() == DATA)
    wait_turn(qtbot)
    assert shown == [DATA]
    qtbot.mouseClick(window._side.button(VISITS), Qt.MouseButton.LeftButton)
    window.show_page(CUSTOMERS)  # the desk leads elsewhere meanwhile
    wait_turn(qtbot)
    assert window.current_page() == CUSTOMERS


def test_every_page_hears_of_a_write(window: MainWindow) -> None:
    window.page(VISITS)
    changed = frozenset({Area.VISITS})
    window.on_data_changed(changed)
    for key in (CUSTOMERS, VISITS):
        page = window.page(key)
        assert isinstance(page, SomePage)
        assert page.changes == [changed]


def test_ctrl_z_undoes_an_action_of_the_desk(qtbot: QtBot, window: MainWindow) -> None:
    window.setFocus()
    with qtbot.waitSignal(window.undo_requested):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(window.redo_requested):
        qtbot.keyClick(window, Qt.Key.Key_Z, both)


@pytest.mark.parametrize("field", ["line", "note"])
def test_ctrl_z_in_a_text_field_undoes_what_was_typed(
    qtbot: QtBot, window: MainWindow, field: str
) -> None:
    widget: QLineEdit | QPlainTextEdit = getattr(front(window), field)
    widget.setFocus()
    qtbot.keyClicks(widget, "typed")
    with qtbot.assertNotEmitted(window.undo_requested):
        qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    text = widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()
    assert text == ""


def test_ctrl_z_passes_a_search_in_which_nothing_was_typed(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.focus_search()
    search = window._top.search
    with qtbot.waitSignal(window.undo_requested):
        qtbot.keyClick(search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(search, "zq")
    with qtbot.assertNotEmitted(window.undo_requested):
        qtbot.keyClick(search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert search.text() == ""


def test_ctrl_k_goes_to_the_search_and_down_to_what_was_found(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = window._top.search
    assert search.hasFocus()
    with qtbot.waitSignal(window.search_changed) as changed:
        search.setText("示例 ")
    assert changed.args == ["示例"]
    with qtbot.waitSignal(window.search_entered):
        qtbot.keyClick(search, Qt.Key.Key_Down)
    window.focus_search()  # from another page, say
    with qtbot.waitSignal(window.search_changed) as changed:
        qtbot.keyClick(search, Qt.Key.Key_Delete)
        search.insert("示例")
    assert changed.args == ["示例"]
    with qtbot.waitSignal(window.search_changed) as changed:
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert changed.args == [""]


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier, "face_requested"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "log_touchpoint_requested"),
    ],
)
def test_shortcuts(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier, signal: str
) -> None:
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window, key, modifier)


def test_the_undo_menu_names_the_last_actions(qtbot: QtBot, window: MainWindow) -> None:
    window.set_undo("Tag 3", "Import 77", [(9, "Tag 3"), (8, "New customer")])
    menu = window._top.undo_menu()
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == ["Redo: Import 77", "Undo: Tag 3", "Undo: New customer"]
    with qtbot.waitSignal(window.undo_action_requested) as undone:
        menu.actions()[-1].trigger()
    assert undone.args == [8]
    assert "Tag 3" in window._top.undo_button().toolTip()


def test_nothing_to_undo(window: MainWindow) -> None:
    window.set_undo("")
    assert not window._top.undo_button().isEnabled()


def test_privacy_says_what_it_is_in_words(qtbot: QtBot, window: MainWindow) -> None:
    button = window._top._privacy
    assert button.text() == "Privacy on"  # masked; one click shows one field
    with qtbot.waitSignal(window.privacy_toggled) as toggled:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert toggled.args == [True]
    assert button.text() == "Privacy: all covered"


def test_the_navigation_folds_in_a_narrow_window(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1199, 700)
    qtbot.waitUntil(window._side.is_folded)
    assert window._side.width() == FOLDED_WIDTH
    assert window._side.button(CUSTOMERS).accessibleName() == "Customers 486"
    badges = {key: window._side.button(key)._count.property("kind") for key in (TODAY, CUSTOMERS)}
    assert badges == {TODAY: "badge", CUSTOMERS: "note"}
    window.set_counts({TODAY: 0})
    assert window._side.button(TODAY)._count.property("kind") == "note"
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: window._side.width() == WIDTH)


def test_a_toast_undoes_once(qtbot: QtBot, window: MainWindow) -> None:
    undone: list[bool] = []
    front(window).toast_requested.emit("Imported 77", "Undo", lambda: undone.append(True))
    toast = window._toast
    assert toast.text() == "Imported 77"
    qtbot.mouseClick(toast._action, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert toast.text() == ""


def test_an_expected_error_is_a_sentence_and_a_bug_has_details(window: MainWindow) -> None:
    dialog = window.show_error(NotFoundError())
    assert dialog.sentence() == "This record is no longer in the book."
    assert not dialog._details.isVisible()
    dialog.reject()
    dialog = window.show_error(ZeroDivisionError("secret"))
    assert dialog._details.isVisible()
    assert "secret" not in dialog._details.toPlainText()
    dialog.reject()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_text_is_cut_in_the_narrowest_window(qtbot: QtBot, language: str) -> None:
    texts.set_language(language)
    window = make_window()
    qtbot.addWidget(window)
    window.resize(960, 600)
    window.show()
    qtbot.waitExposed(window)
    settle_layout()
    assert_no_cut_text(window)


@pytest.mark.shots
def test_shots(qtbot: QtBot) -> None:
    shoot_looks(qtbot, make_window, "kit/window", (*SIZES, QSize(1100, 700)))


def test_a_page_is_made_in_one_step_and_dressed_in_the_next(window: MainWindow) -> None:
    assert window.make_ahead()
    (made,) = (
        screen.key for screen in SCREENS if window.has_page(screen.key) and screen.key != CUSTOMERS
    )
    page = window.made(made)
    assert page.window() is not window
    window.on_data_changed(frozenset({Area.CUSTOMERS}))  # it hears of what happens meanwhile
    assert isinstance(page, SomePage)
    assert page.changes == [frozenset({Area.CUSTOMERS})]
    assert window.make_ahead()
    assert page.window() is window


def test_a_page_that_is_not_dressed_yet_goes_with_its_window(qtbot: QtBot) -> None:
    window = make_window()
    assert window.make_ahead()
    pages = list(window._pages)
    assert sum(page.window() is not window for page in pages) == 1
    with qtbot.waitSignals([page.destroyed for page in pages]):
        window.deleteLater()
