from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import wait_turn
from tests.ui.settings.conftest import go_to
from vipdesk import texts
from vipdesk.domain.changes import Area
from vipdesk.errors import NotFoundError
from vipdesk.services.journal import JournalService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.settings.leave_dialog import LeaveDialog
from vipdesk.ui.settings.page import SettingsPage

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def _type(qtbot: QtBot, field: QWidget, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def _name(page: SettingsPage) -> QLineEdit:
    return page.general._manager["name"]


def _save(qtbot: QtBot, page: SettingsPage, jobs: Jobs) -> None:
    qtbot.keyClick(page.focusWidget() or page, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: jobs.is_idle() and not page.has_unsaved_changes())


def test_shows_what_is_in_force(page: SettingsPage) -> None:
    assert _name(page).text() == "李经理"
    assert page.general.zone.currentText() == "Asia/Shanghai"
    assert page.general.call_seconds.text() == "30 seconds"
    assert not page.has_unsaved_changes()
    assert not page._save.isEnabled()
    assert page._head._note.whole_text() == "default values, nothing saved yet"


def test_an_edit_is_saved_by_ctrl_s_as_a_new_version(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    _type(qtbot, _name(page), "Sample Manager")
    page.general.visit_minutes.setValue(45)
    assert page._chip.text() == "Not saved"
    assert service.manager().name == "李经理"
    with qtbot.waitSignal(page.toast_requested) as toast:
        _save(qtbot, page, jobs)
    assert toast.args == ["The settings are saved.", "", None]
    assert (service.manager().name, service.load().visit_minutes) == ("Sample Manager", 45)
    assert page._head._note.whole_text() == "version 1, saved 2026-11-21 10:00"
    assert page._chip.text() == page._notice.accessibleName() == ""
    assert _name(page).hasFocus()


def test_what_is_typed_while_it_saves_stays_to_be_saved(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    page.general.visit_minutes.setValue(45)
    page.save()
    _type(qtbot, _name(page), "Later")
    qtbot.waitUntil(jobs.is_idle)
    assert service.load().visit_minutes == 45
    assert _name(page).text() == "Later"
    assert page._chip.text() == "Not saved"
    assert page._notice.accessibleName() == ""
    _save(qtbot, page, jobs)
    assert service.manager().name == "Later"


def test_revert_shows_what_is_in_force(qtbot: QtBot, page: SettingsPage) -> None:
    _type(qtbot, _name(page), "x")
    qtbot.mouseClick(page.checklist.editor._lines[0]._remove, LEFT)
    qtbot.mouseClick(page._revert, LEFT)
    assert _name(page).text() == "李经理"
    assert page.checklist.editor.rows()[0] == ("Say who you are",)
    assert not page.has_unsaved_changes()


def test_an_edit_taken_back_by_hand_is_no_change(qtbot: QtBot, page: SettingsPage) -> None:
    _type(qtbot, page.general.qr, "x")
    assert page._save.isEnabled()
    _type(qtbot, page.general.qr, " ")
    assert not page._save.isEnabled()


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("name", " ", "A name is needed."),
        ("phone", "12", "This is not a phone number."),
    ],
)
def test_what_is_wrong_is_said_while_typing_and_not_saved(
    qtbot: QtBot,
    page: SettingsPage,
    service: SettingsService,
    key: str,
    typed: str,
    sentence: str,
) -> None:
    field = page.general._manager[key]
    _type(qtbot, field, typed)
    assert page.general.manager_form.message(key) == sentence
    page._tabs.set_value("offers")
    page.save()
    assert page._tabs.value() == "general"
    assert field.hasFocus()
    assert "Nothing was saved" in page._notice.accessibleName()
    assert service.versions() == []


def test_an_unknown_zone_is_said_while_typing(qtbot: QtBot, page: SettingsPage) -> None:
    edit = page.general.zone.lineEdit()
    assert edit is not None
    _type(qtbot, edit, "Mars/Olympus")
    assert "Mars/Olympus" in page.general.desk_form.message("zone")
    page.save()
    assert page.has_unsaved_changes()
    _type(qtbot, edit, "Asia/Urumqi")
    assert page.general.desk_form.message("zone") == ""


def test_a_refused_save_keeps_what_was_edited(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise NotFoundError

    monkeypatch.setattr(page._service, "save", refuse)
    _type(qtbot, _name(page), "Sample Manager")
    with qtbot.waitSignal(jobs.failed):
        page.save()
    qtbot.waitUntil(jobs.is_idle)
    assert _name(page).text() == "Sample Manager"
    assert page._save.isEnabled()


def test_the_look_of_the_desk_is_told_once_saved_and_undone(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, store: Store
) -> None:
    told: list[bool] = []
    page.appearance_changed.connect(lambda: told.append(True))
    page.general.visit_minutes.setValue(45)
    _save(qtbot, page, jobs)
    assert told == []
    qtbot.mouseClick(page.general.theme._buttons["dark"], LEFT)
    assert told == []
    _save(qtbot, page, jobs)
    assert told == [True]
    jobs.write(lambda _progress: JournalService(store).undo())
    qtbot.waitUntil(lambda: told == [True, True])
    assert page.general.theme.value() == "auto"


def test_default_texts_follow_the_language_and_own_texts_stay(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    page._tabs.set_value("checklist")
    _type(qtbot, page.checklist.editor.fields(0)[0], "My own point")
    qtbot.mouseClick(page.general.language._buttons["zh"], LEFT)
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    texts.set_language("zh")
    saved = service.load()
    assert (saved.language, saved.checklist[0]) == ("zh", "My own point")
    assert saved.offers[0].name == texts.translator("zh")("Renew for 24 months")


def test_a_write_elsewhere_is_shown_unless_something_is_being_edited(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    elsewhere = replace(service.load(), visit_minutes=90)
    jobs.write(lambda _progress: service.save(elsewhere))
    qtbot.waitUntil(lambda: page.general.visit_minutes.value() == 90)
    _type(qtbot, page.general.qr, "kept")
    again = replace(elsewhere, visit_minutes=120)
    jobs.write(lambda _progress: service.save(again))
    qtbot.waitUntil(lambda: "changed elsewhere" in page._notice.accessibleName())
    assert page.general.qr.text() == "kept"
    assert page.general.visit_minutes.value() == 90
    page.revert()
    assert page.general.visit_minutes.value() == 120


def test_reloads_only_for_its_own_area(qtbot: QtBot, page: SettingsPage, jobs: Jobs) -> None:
    page.on_data_changed(frozenset({Area.CUSTOMERS, Area.VISITS}))
    assert jobs.is_idle()
    page.on_data_changed(frozenset({Area.SETTINGS}))
    assert not jobs.is_idle()
    qtbot.waitUntil(jobs.is_idle)


def test_leaving_with_unsaved_changes_is_noticed(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    with qtbot.assertNotEmitted(page.toast_requested):
        page.hide()
    page.show()
    page.general.visit_minutes.setValue(45)
    with qtbot.waitSignal(page.toast_requested) as toast:
        page.hide()
    assert toast.args is not None
    words, action, act = toast.args
    assert (words, action) == ("Changes in the settings are not saved yet.", "Save")
    act()
    qtbot.waitUntil(jobs.is_idle)
    assert service.load().visit_minutes == 45


@pytest.fixture
def window(qtbot: QtBot, page: SettingsPage) -> QWidget:
    """A window around the page, as the desk has one."""
    window = QWidget()
    qtbot.addWidget(window)
    page._watched = None
    QVBoxLayout(window).addWidget(page)
    window.show()
    page.show()
    qtbot.waitExposed(window)
    return window


def _close(qtbot: QtBot, window: QWidget) -> LeaveDialog:
    window.close()
    assert window.isVisible()
    found = window.findChildren(LeaveDialog)
    return found[-1]


def test_closing_the_window_asks(
    qtbot: QtBot, page: SettingsPage, window: QWidget, jobs: Jobs, service: SettingsService
) -> None:
    page.general.visit_minutes.setValue(45)
    _close(qtbot, window).cancel_button.click()
    assert window.isVisible()
    _close(qtbot, window).primary_button.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.waitUntil(jobs.is_idle)
    assert service.load().visit_minutes == 45


def test_closing_without_saving(
    qtbot: QtBot, page: SettingsPage, window: QWidget, service: SettingsService
) -> None:
    page.general.visit_minutes.setValue(45)
    _close(qtbot, window).discard_button.click()
    assert not window.isVisible()
    assert service.load().visit_minutes == 60


def test_the_wheel_changes_no_value_by_the_way(page: SettingsPage) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    number, zone = page.general.call_seconds, page.general.zone
    assert zone.count() > 1
    _name(page).setFocus()
    for field, down in ((number, 120), (zone, -120)):
        at = QPointF(field.rect().center())
        event = QWheelEvent(
            at,
            QPointF(field.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, down),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, event)
    assert (number.value(), zone.currentText()) == (30, "Asia/Shanghai")


def test_a_part_is_made_once_when_it_is_first_shown(qtbot: QtBot, page: SettingsPage) -> None:
    assert list(page._parts.there()) == ["general"]
    go_to(qtbot, page, "scripts")
    assert list(page._parts.there()) == ["general", "scripts"]
    made = page.scripts
    page._tabs.set_value("general")
    page._tabs.set_value("scripts")
    assert page._parts.currentWidget() is made
    assert page._parts.count() == 2


def test_a_part_that_is_shown_late_changes_nothing(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    go_to(qtbot, page, "checklist")
    go_to(qtbot, page, "offers")
    assert not page.has_unsaved_changes()
    page.general.visit_minutes.setValue(45)
    go_to(qtbot, page, "scripts")
    assert page.has_unsaved_changes()
    before = service.load()
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    assert service.load() == replace(before, visit_minutes=45)
    assert not page.has_unsaved_changes()


def test_who_changes_their_mind_gets_the_last_part(qtbot: QtBot, page: SettingsPage) -> None:
    page._tabs.set_value("checklist")
    page._tabs.set_value("benefits")
    go_to(qtbot, page, "scripts")
    wait_turn(qtbot)
    assert page._parts.currentWidget() is page.scripts


def test_a_part_under_way_does_not_hinder_saving(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    page.general.visit_minutes.setValue(45)
    page._tabs.set_value("checklist")
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    assert service.load().visit_minutes == 45


def test_the_offers_are_counted_before_they_are_shown(page: SettingsPage) -> None:
    shown = page._tabs.tabText(2)
    assert shown == f"Offers {page.offers.count()}"
