from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import TODAY
from tests.ui.customer_books import ID_NUMBER, PHONE, STREET
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.domain.changes import Area
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.words import NeedStatus
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.customers import personal_label
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.customers.detail_tab import DetailTab
from vipdesk.ui.customers.personal_label import PersonalLabel
from vipdesk.ui.customers.risk_dialog import RiskDialog
from vipdesk.ui.jobs import Jobs

pytestmark = pytest.mark.usefixtures("unhurried")
TABS = ("overview", "risk", "lines", "usage", "contacts", "needs", "data")
WANG, CHEN = 1, 2


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


@pytest.fixture
def customer_desk(lively_store: Store) -> CustomerDesk:
    return CustomerDesk.of(lively_store)


@pytest.fixture
def detail(qtbot: QtBot, desk: None, customer_desk: CustomerDesk, jobs: Jobs) -> CustomerDetail:
    return _detail(qtbot, customer_desk, jobs)


def _detail(qtbot: QtBot, desk: CustomerDesk, jobs: Jobs, who: int | None = WANG) -> CustomerDetail:
    made = CustomerDetail(desk, jobs)
    jobs.data_changed.connect(made.on_data_changed)
    qtbot.addWidget(made)
    theme.dress(made)
    made.resize(400, 660)
    made.show()
    made.show_customer(who)
    qtbot.waitUntil(jobs.is_idle)
    return made


def _said(widget: QWidget) -> list[str]:
    """All that can be read: texts, tooltips, titles, screen-reader names."""
    found = []
    for child in (widget, *widget.findChildren(QWidget)):
        found += [child.toolTip(), child.accessibleName(), child.accessibleDescription()]
        found.append(child.windowTitle())
        if isinstance(child, QLabel | QAbstractButton | QLineEdit):
            found.append(child.text())
    return found


def _button(widget: QWidget, name: str) -> QPushButton:
    return next(
        each
        for each in widget.findChildren(QPushButton)
        if each.accessibleName() == name and not each.isHidden()
    )


def _act(qtbot: QtBot, detail: CustomerDetail, jobs: Jobs, name: str) -> None:
    """Press a button by its name and wait until all has settled."""
    with qtbot.waitSignal(detail.action_done):
        _button(detail, name).click()
    qtbot.waitUntil(jobs.is_idle)


def test_every_tab_shows_the_customer(detail: CustomerDetail) -> None:
    expected = {
        "overview": (
            "2026-11-30",
            "Balance on 11-21",
            "86.40 yuan",
            "再联系",
            "312.60 → 215.30",
            "Open complaint since 2026-11-18: 资费争议",
            "车友会",
        ),
        "risk": (
            "50",
            "Medium",
            "The highest of 2 lines on the network.",
            "+35",
            "Contract end 2026-11-30, in 9 days",
            "Complaint upheld on",
            "Looked at and clear: Spoke of leaving",
        ),
        "lines": ("融合299 · 299.00 yuan/month", "2026-11-30 · 9 days", "SX0351887766"),
        "usage": ("2026-10", "215.30", "Calls (minutes)", "31.0 GB", "86.40", "营业厅"),
        "contacts": (
            "关注家庭融合套餐，想加宽带",
            "All 4",
            "Incoming 1",
            "Effective 2",
            "Escalated",
            "Being handled",
            "账单里有没办过的增值业务",
            "Settled",
        ),
        "needs": ("家里想换 1000M 宽带", "要一张副卡"),
        "data": ("lunar 1949-11-12", "王家", "陈晓燕", "归属网格", "迎泽-07", "wang@example.com"),
    }
    for key, texts in expected.items():
        detail.open_tab(key)
        said = " | ".join(_said(detail.page(key)))
        for text in texts:
            assert text in said, (key, text)
    assert "86 months on network · C00012847" in _said(detail)


def test_the_head_says_how_high_the_risk_is_and_leads_to_why(detail: CustomerDetail) -> None:
    told = "Churn risk medium · 50 points · Ends within 30 days +35 · Upheld complaint +15"
    assert detail.head.risk.accessibleName() == told
    detail.head.risk.acted.emit()
    assert detail.tabs.value() == "risk"


def test_sets_a_risk_by_hand_and_lets_it_be_computed_again(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.open_tab("risk")
    _button(detail, "Set by hand…").click()
    dialog = detail.findChild(RiskDialog)
    assert dialog is not None
    assert dialog.score.value() == 50
    dialog.score.setValue(85)
    dialog.primary_button.click()
    assert dialog.form.message("reason") == "Write a few words first."
    dialog.reason.setPlainText("met the rival's people")
    dialog.until.setText("2030-01-01")
    dialog.primary_button.click()
    assert dialog.form.message("until") == "A day from today on, within a year."
    dialog.until.set_value(TODAY)
    with qtbot.waitSignal(detail.action_done):
        dialog.primary_button.click()
    qtbot.waitUntil(jobs.is_idle)
    told = "Churn risk high · 85 points · met the rival's people"
    assert detail.head.risk.accessibleName() == told
    assert any("Set by hand on 2026-11-21" in text for text in _said(detail.page("risk")))
    _act(qtbot, detail, jobs, "Compute again")
    assert detail.head.risk.accessibleName().startswith("Churn risk medium · 50 points")


def test_nothing_personal_is_in_the_clear(detail: CustomerDetail) -> None:
    for key in TABS:
        detail.open_tab(key)
    said = " ".join(_said(detail))
    assert "139****8812" in said
    for whole in (PHONE, ID_NUMBER, STREET):
        assert whole not in said


def test_one_click_shows_one_field_and_is_journalled(
    qtbot: QtBot, detail: CustomerDetail, lively_store: Store, jobs: Jobs
) -> None:
    detail.head.phone.click()
    qtbot.waitUntil(lambda: detail.head.phone.text() == PHONE)  # once it has its room
    assert STREET not in detail.head.address.text()
    entry = JournalService(lively_store).entries(1)[0]
    assert (entry.code, entry.params["field"]) == ("customer.unmask", "line_number")
    qtbot.waitUntil(jobs.is_idle)
    assert detail.head.phone.is_revealed()  # its own entry is no reason to cover it again
    detail.set_private(True)
    assert PHONE not in " ".join(_said(detail))
    detail.head.phone.click()
    qtbot.waitUntil(jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_another_customer_covers_what_was_shown(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.head.phone.click()
    qtbot.waitUntil(detail.head.phone.is_revealed)
    detail.show_customer(CHEN)
    qtbot.waitUntil(jobs.is_idle)
    assert not detail.head.phone.is_revealed()
    assert detail.head.phone.text() == "186****0457"


def test_an_answer_for_the_customer_before_is_dropped(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.head.phone.click()
    detail.head.phone.show_field(CHEN, detail.head.phone._asks[1], "186****0457")  # type: ignore[index]
    qtbot.waitUntil(jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_a_late_answer_is_not_shown(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_label, "ANSWER_WITHIN", -1.0)
    detail.head.phone.click()
    qtbot.waitUntil(jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_the_buttons_of_the_head_ask_for_what_they_say(
    qtbot: QtBot, detail: CustomerDetail
) -> None:
    with qtbot.waitSignal(detail.visit_requested, check_params_cb=lambda n: n == WANG):
        detail.head.visit_button.click()
    with qtbot.waitSignal(detail.touchpoint_requested, check_params_cb=lambda n: n == WANG):
        detail.head.log_button.click()
    with qtbot.waitSignal(detail.pdf_requested, check_params_cb=lambda n: n == WANG):
        detail.head.menu.actions()[0].trigger()


def test_what_is_done_shows_at_once_and_can_be_undone(
    qtbot: QtBot,
    detail: CustomerDetail,
    customer_desk: CustomerDesk,
    lively_store: Store,
    jobs: Jobs,
) -> None:
    journal = JournalService(lively_store)
    before = customer_desk.detail.load(WANG)
    _act(qtbot, detail, jobs, "Finish: 再联系")
    assert "再联系" not in _said(detail.page("overview"))
    detail.open_tab("contacts")
    _act(qtbot, detail, jobs, "Delete 08-23 SMS")
    _act(qtbot, detail, jobs, "Delete 网络质量")
    assert "Settled" not in _said(detail.page("contacts"))
    detail.open_tab("needs")
    _act(qtbot, detail, jobs, "家里想换 1000M 宽带: Proposed")
    assert customer_desk.detail.load(WANG).needs[0].status is NeedStatus.PROPOSED
    detail.open_tab("data")
    _act(qtbot, detail, jobs, 'Remove tag "车友会"')
    _act(qtbot, detail, jobs, "Leave circle 王家")
    for _step in range(6):
        journal.undo()
    after = customer_desk.detail.load(WANG)
    for part in ("tasks", "timeline", "needs", "complaints", "tags", "circles"):
        assert getattr(after, part) == getattr(before, part)


def test_first_steps_are_begun_and_ticked(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    menu = {each.text(): each for each in detail.head.menu.actions()}
    with qtbot.waitSignal(detail.action_done):
        menu["Begin the first steps"].trigger()
    qtbot.waitUntil(jobs.is_idle)
    assert "0 of 6" in _said(detail.page("overview"))
    assert not menu["Begin the first steps"].isVisible()
    boxes = detail.page("overview").findChildren(QCheckBox)
    with qtbot.waitSignal(detail.action_done):
        qtbot.mouseClick(boxes[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(jobs.is_idle)
    assert "1 of 6" in _said(detail.page("overview"))
    kept = customer_desk.detail.load(WANG).first_steps
    assert kept is not None
    assert [step.done_on for step in kept.steps] == [None, TODAY, *[None] * 4]


def test_a_tag_is_typed(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    detail.open_tab("data")
    field = next(
        each for each in detail.findChildren(QLineEdit) if each.accessibleName() == "New tag"
    )
    field.setText("钓鱼")
    with qtbot.waitSignal(detail.action_done):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(jobs.is_idle)
    assert "钓鱼" in {tag.name for tag in customer_desk.detail.load(WANG).tags}


def test_the_menu_marks_and_deletes(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    actions = {action.text(): action for action in detail.head.menu.actions()}
    with qtbot.waitSignal(detail.action_done):
        actions["Do not disturb"].trigger()
    qtbot.waitUntil(jobs.is_idle)
    assert customer_desk.detail.load(WANG).profile.do_not_disturb
    assert actions["Do not disturb"].text() == "Lift do-not-disturb"
    with qtbot.waitSignal(detail.action_done):
        actions["Move to the recycle bin"].trigger()
    qtbot.waitUntil(jobs.is_idle)
    assert not detail.head.isVisible()
    assert [row.id for row in customer_desk.groups.recycled()] == [WANG]


def test_a_merge_is_taken_apart_from_the_profile(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    before = customer_desk.detail.load(CHEN)
    customer_desk.merging.merge(WANG, CHEN)
    detail.show_customer(WANG)
    qtbot.waitUntil(jobs.is_idle)
    detail.open_tab("data")
    _act(qtbot, detail, jobs, "Unmerge")
    after = customer_desk.detail.load(CHEN)
    assert (after.lines, after.tags, after.circles) == (before.lines, before.tags, before.circles)


def test_circle_members_open(qtbot: QtBot, detail: CustomerDetail) -> None:
    detail.open_tab("data")
    with qtbot.waitSignal(detail.customer_opened, check_params_cb=lambda n: n == CHEN):
        _button(detail, "陈晓燕").click()


def test_filters_contacts(detail: CustomerDetail) -> None:
    detail.open_tab("contacts")
    _button(detail, "Contacts: Incoming 1").click()
    said = " ".join(_said(detail.page("contacts")))
    assert "问合约到期怎么办" in said
    assert "国庆问候" not in said


def test_one_line_of_the_usage(qtbot: QtBot, detail: CustomerDetail) -> None:
    from PySide6.QtWidgets import QComboBox

    detail.open_tab("usage")
    box = detail.page("usage").findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert box.count() == 3
    box.setCurrentIndex(2)  # the broadband has no bills
    assert "215.30" not in _said(detail.page("usage"))


def test_an_empty_customer_says_what_to_do(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    nobody = customer_desk.care.create(CustomerDraft(name="空")).value
    detail.show_customer(nobody)
    qtbot.waitUntil(jobs.is_idle)
    for key, sentence in {
        "overview": "No contact is noted yet.",
        "lines": "No line yet. Import lines, or add one.",
        "usage": "No bills or usage in the last 12 months. Import them from a file.",
        "contacts": "No contact is noted yet. Log calls, messages and visits here.",
        "needs": "No need is noted. What does the customer wish for?",
    }.items():
        detail.open_tab(key)
        assert sentence in _said(detail.page(key))


def test_reloads_only_for_what_it_shows(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs, monkeypatch: Any
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(detail, "_reload", lambda: asked.append(1))
    detail.on_data_changed(frozenset({Area.JOURNAL, Area.IMPORTS}))
    assert asked == []
    detail.on_data_changed(frozenset({Area.NEEDS}))
    assert asked == [1]


def test_nobody_is_chosen(qtbot: QtBot, detail: CustomerDetail) -> None:
    detail.show_customer(None)
    assert not detail.tabs.isVisible()
    assert "Choose a customer in the list to see them here." in _said(detail)


def test_every_control_has_a_name(detail: CustomerDetail) -> None:
    for key in TABS:
        detail.open_tab(key)
    nameless = [
        (type(child).__name__, child.objectName())
        for child in detail.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.accessibleName()
        and not child.focusProxy()
        and child.isVisibleTo(detail)
        and not isinstance(child, PersonalLabel | DetailTab)
    ]
    assert nameless == []


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_looks(
    qtbot: QtBot, customer_desk: CustomerDesk, jobs: Jobs, language: str, mode: Any, desk: None
) -> None:
    with look(language, mode):
        made = _detail(qtbot, customer_desk, jobs)
        for key in TABS:
            made.open_tab(key)
            width = max(368, made.minimumWidth())
            shoot(qtbot, made, f"detail/{key}", QSize(width, 668))
        made.open_tab("usage")
        shoot(qtbot, made, "detail/usage-whole", QSize(width, 1500))
        made.open_tab("overview")
        made.show_customer(CHEN)
        qtbot.waitUntil(jobs.is_idle)
        shoot(qtbot, made, "detail/first-steps", QSize(width, 668))
        made.show_customer(None)
        shoot(qtbot, made, "detail/nobody", QSize(width, 668))
