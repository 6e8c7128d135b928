import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.settings.conftest import go_to
from vipdesk import texts
from vipdesk.domain.settings import OfferTemplate, default_settings
from vipdesk.domain.talk import Reason
from vipdesk.services.settings import SettingsService
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.rows_editor import RowsEditor
from vipdesk.ui.settings.benefits import BenefitsPanel
from vipdesk.ui.settings.offer_dialog import OfferDialog
from vipdesk.ui.settings.offers import OfferRow, columns
from vipdesk.ui.settings.page import SettingsPage

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def checklist(page: SettingsPage) -> RowsEditor:
    page._tabs.set_value("checklist")
    return page.checklist.editor


def _points(editor: RowsEditor) -> list[str]:
    return [row[0] for row in editor.rows()]


def _focused(editor: RowsEditor) -> QLineEdit:
    field = editor.focusWidget()
    assert isinstance(field, QLineEdit)
    return field


def test_the_checklist_by_keyboard_alone(
    qtbot: QtBot, page: SettingsPage, checklist: RowsEditor, jobs: Jobs, service: SettingsService
) -> None:
    before = _points(checklist)
    checklist.fields(0)[0].setFocus()
    qtbot.keyClick(_focused(checklist), Qt.Key.Key_Down, ALT)
    assert _points(checklist)[:2] == [before[1], before[0]]
    qtbot.keyClick(_focused(checklist), Qt.Key.Key_Up, ALT)
    assert _points(checklist) == before
    qtbot.keyClick(_focused(checklist), Qt.Key.Key_Delete, ALT)
    assert _points(checklist) == before[1:]
    for _step in before[1:]:
        qtbot.keyClick(_focused(checklist), Qt.Key.Key_Return)
    qtbot.keyClicks(_focused(checklist), "Say goodbye")
    assert _points(checklist) == [*before[1:], "Say goodbye"]
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    assert list(service.load().checklist) == [*before[1:], "Say goodbye"]


def test_first_steps_stand_beside_it(
    qtbot: QtBot, page: SettingsPage, checklist: RowsEditor, jobs: Jobs, service: SettingsService
) -> None:
    points, editor = _points(checklist), page.checklist.first_steps
    before = _points(editor)
    editor.fields(0)[0].setText("")
    qtbot.keyClick(editor.fields(0)[0], Qt.Key.Key_Space)
    assert page.checklist.focus_problem()
    editor.fields(0)[0].setText("Show the office")
    qtbot.keyClicks(editor.fields(0)[0], "!")
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    saved = service.load()
    assert list(saved.onboarding) == ["Show the office!", *before[1:]]
    assert list(saved.checklist) == points
    qtbot.mouseClick(page.checklist.restore_steps, LEFT)
    assert _points(editor) == before
    assert _points(checklist) == points


def test_the_checklist_by_mouse_alone(qtbot: QtBot, checklist: RowsEditor) -> None:
    before = _points(checklist)
    assert not checklist._lines[0]._up.isEnabled()
    assert not checklist._lines[-1]._down.isEnabled()
    qtbot.mouseClick(checklist._lines[1]._up, LEFT)
    assert _points(checklist)[:2] == [before[1], before[0]]
    qtbot.mouseClick(checklist._lines[0]._remove, LEFT)
    assert _points(checklist) == [before[0], *before[2:]]
    qtbot.mouseClick(checklist._add, LEFT)
    assert len(_points(checklist)) == len(before)


def test_tab_goes_through_the_rows_in_their_order(qtbot: QtBot, checklist: RowsEditor) -> None:
    checklist.fields(0)[0].setFocus()
    reached = []
    for _step in range(4):
        qtbot.keyClick(checklist.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(checklist.window().focusWidget().accessibleName())
    assert reached == ["Move down", "Remove", "Point 2", "Move up"]


def test_an_empty_or_double_point_is_not_saved(
    qtbot: QtBot, page: SettingsPage, checklist: RowsEditor, service: SettingsService
) -> None:
    qtbot.mouseClick(checklist._add, LEFT)
    last = len(_points(checklist)) - 1
    assert checklist.message(last) == "Fill this in or remove it."
    page._tabs.set_value("general")
    page.save()
    assert page._tabs.value() == "checklist"
    assert _focused(checklist) is checklist.fields(last)[0]
    qtbot.keyClicks(_focused(checklist), "Explain the bill")
    assert checklist.message(last) == checklist.message(2) == "This stands in the list twice."
    assert service.versions() == []
    qtbot.mouseClick(page.checklist.restore, LEFT)
    assert not page.has_unsaved_changes()


def _choose_script(page: SettingsPage, reason: str) -> None:
    page._tabs.set_value("scripts")
    place = page.scripts.reasons.findData(reason)
    page.scripts.reasons.setCurrentIndex(place)
    page.scripts.reasons.activated.emit(place)


def _write(qtbot: QtBot, page: SettingsPage, *lines: str) -> None:
    """Type another script over the one that is shown."""
    page.scripts.editor.selectAll()
    for number, line in enumerate(lines):
        if number:
            qtbot.keyClick(page.scripts.editor, Qt.Key.Key_Return)
        qtbot.keyClicks(page.scripts.editor, line)


@pytest.mark.parametrize("typed", ["On {date}", "{name", "name}", "{}", "{ name }", "{name!r}"])
def test_unknown_fields_of_a_script_are_refused(
    qtbot: QtBot, page: SettingsPage, service: SettingsService, typed: str
) -> None:
    page._tabs.set_value("scripts")
    _write(qtbot, page, "## Say", typed)
    assert "cannot be filled in" in page.scripts.message.text()
    _choose_script(page, "birthday")
    assert page.scripts.message.text() == ""
    page.save()
    assert page.scripts.reason() == "contract"
    assert page.scripts.editor.hasFocus()
    assert "cannot be filled in" in page.scripts.message.text()
    assert service.versions() == []


def test_the_example_follows_what_is_typed(qtbot: QtBot, page: SettingsPage) -> None:
    page._tabs.set_value("scripts")
    assert page.scripts.example.toPlainText().splitlines()[:2] == [
        "1 Thank first",
        "Mr Sample, I am Sample manager, your account manager. You have been with us for 7 years,"
        " and I want to thank you for it in person.",
    ]
    _write(qtbot, page, "## Call", "**Call** ")
    fields = page.scripts._fields.findChildren(type(page._save))
    qtbot.mouseClick(next(made for made in fields if made.toolTip() == "{phone}"), LEFT)
    assert page.scripts.editor.toPlainText() == "## Call\n**Call** {phone}"
    assert page.scripts.editor.hasFocus()
    assert page.scripts.example.toPlainText() == "1 Call\nCall 139****0012"
    assert "font-weight:700" in page.scripts.example.toHtml()


def test_scripts_are_saved_by_reason(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    before = {script.reason: script for script in service.load().scripts}
    _choose_script(page, "birthday")
    _write(qtbot, page, "## Wish", "All the best.")
    _choose_script(page, "welcome")
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    after = {script.reason: script for script in service.load().scripts}
    assert after.pop("birthday").steps == (("Wish", "All the best."),)
    del before["birthday"]
    assert after == before
    _choose_script(page, "birthday")
    qtbot.mouseClick(page.scripts.restore, LEFT)
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    assert service.load().scripts == default_settings(texts.translator("en")).scripts


def _fill(dialog: OfferDialog, **typed: str) -> None:
    for key, text in typed.items():
        dialog._texts[key].setText(text)
        dialog._texts[key].textEdited.emit(text)


def test_offers_by_keyboard_alone(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    go_to(qtbot, page, "offers")
    table = page.offers.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    dialog = page.offers.findChild(OfferDialog)
    assert dialog is not None
    _fill(dialog, name="Bundle", fee="1,299.50", months="24", min_fee="100", max_fee="300")
    _fill(dialog, plans="融合，5G 、", cost="12")
    qtbot.keyClicks(dialog._days["valid_to"], "2026-12-31")
    dialog._reasons.set_values(("swing",))
    qtbot.keyClick(dialog._what, Qt.Key.Key_Up)
    qtbot.keyClick(dialog._texts["name"], Qt.Key.Key_Return)
    assert table.current_id() == 4
    qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert table.current_id() == 3
    table.go_to(0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    names = [offer.name for offer in service.load().offers]
    assert names[:3] == ["Renew for 12 months", "Move to a bundle", "Bundle"]
    assert names[3:] == ["Renew broadband for 12 months"]
    assert service.load().offers[2] == OfferTemplate(
        "Bundle",
        "",
        129_950,
        24,
        min_fee_fen=10_000,
        max_fee_fen=30_000,
        kind="points",
        plans=("融合", "5G"),
        reasons=("swing",),
        valid_to="2026-12-31",
        cost_fen=1_200,
    )


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("name", " "),
        ("name", "Renew for 12 months"),
        ("fee", "12x"),
        ("fee", "-5"),
        ("months", "1.5"),
        ("months", "999"),
        ("max_fee", "50"),
        ("cost", "x"),
    ],
)
def test_an_offer_is_checked_as_typed(
    qtbot: QtBot, page: SettingsPage, key: str, typed: str
) -> None:
    dialog = page.offers.edit(2)  # for fees from 99.00
    _fill(dialog, **{key: typed})
    assert dialog.message(key)
    dialog.primary_button.click()
    assert dialog.isVisible()
    dialog.reject()
    assert not page.has_unsaved_changes()


def test_the_days_of_an_offer_are_checked(qtbot: QtBot, page: SettingsPage) -> None:
    dialog = page.offers.edit(0)
    qtbot.keyClicks(dialog._days["valid_to"], "2026-11-20")
    qtbot.keyClicks(dialog._days["valid_from"], "2026-11-21")
    assert dialog.message("valid_to") == "This is before the first day."
    dialog._days["valid_from"].clear()
    qtbot.keyClicks(dialog._days["valid_from"], "2026-11-31")
    dialog.primary_button.click()
    assert dialog.message("valid_from") == "This is not a day."
    assert dialog.isVisible()
    dialog.reject()


def test_benefits_are_kept_by_tier(
    qtbot: QtBot, page: SettingsPage, jobs: Jobs, service: SettingsService
) -> None:
    page._tabs.set_value("benefits")
    panel = page.part("benefits")
    assert isinstance(panel, BenefitsPanel)
    assert panel.editor.rows() == (("An account manager of your own",),)
    qtbot.mouseClick(panel.tiers._buttons["gold"], LEFT)
    qtbot.mouseClick(panel.editor._add, LEFT)
    page.save()
    assert service.versions() == []  # the empty one is not kept
    qtbot.keyClicks(panel.editor.fields(0)[0], "Served first")
    page.save()
    qtbot.waitUntil(jobs.is_idle)
    kept = {"silver": ("An account manager of your own",), "gold": ("Served first",)}
    assert service.load().benefits == kept


def test_an_offer_unchanged_is_no_change(qtbot: QtBot, page: SettingsPage) -> None:
    for number in range(page.offers.count()):
        page.offers.edit(number).primary_button.click()
    assert not page.has_unsaved_changes()


def test_without_offers_the_page_says_what_to_do(qtbot: QtBot, page: SettingsPage) -> None:
    go_to(qtbot, page, "offers")
    for _step in range(4):
        qtbot.mouseClick(page.offers.remove_button, LEFT)
    assert page.offers._empty.isVisible()
    assert not page.offers.remove_button.isEnabled()
    qtbot.mouseClick(page.offers.restore, LEFT)
    assert page.offers.count() == 4
    assert not page.has_unsaved_changes()


def test_reasons_and_plans_are_listed_as_the_language_lists(qtbot: QtBot) -> None:
    offer = OfferTemplate("续约", "", plans=("畅享129", "畅享99"), reasons=tuple(Reason)[:2])
    said = {}
    for language in ("en", "zh"):
        texts.set_language(language)
        shown = {column.key: column.text for column in columns()}
        said[language] = [shown[key](OfferRow(1, offer)) for key in ("plans", "reasons")]
    texts.set_language("en")
    assert said["en"][0] == "畅享129, 畅享99"
    assert said["zh"][0] == "畅享129、畅享99"
    assert "、" in said["zh"][1]
    assert ", " not in said["zh"][1]
