from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.patience import wait_settled
from tests.ui.customer_books import ID_NUMBER, PHONE, STREET
from tests.ui.customers.detail_desk import CHEN, all_said, button_of, make_detail
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.domain.changes import Area
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui.customers import personal_label
from vipdesk.ui.customers.detail import CustomerDetail
from vipdesk.ui.customers.detail_tab import DetailTab
from vipdesk.ui.customers.personal_label import PersonalLabel
from vipdesk.ui.jobs import Jobs

pytestmark = pytest.mark.usefixtures("unhurried")
TABS = ("overview", "risk", "lines", "usage", "contacts", "needs", "data")


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
        said = " | ".join(all_said(detail.page(key)))
        for text in texts:
            assert text in said, (key, text)
    assert "86 mo. on network · C00012847" in all_said(detail)


def test_the_head_says_how_high_the_risk_is_and_leads_to_why(detail: CustomerDetail) -> None:
    told = "Churn risk medium · 50 points · Ends within 30 days +35 · Upheld complaint +15"
    assert detail.head.risk.accessibleName() == told
    detail.head.risk.acted.emit()
    assert detail.tabs.value() == "risk"


def test_nothing_personal_is_in_the_clear(detail: CustomerDetail) -> None:
    for key in TABS:
        detail.open_tab(key)
    said = " ".join(all_said(detail))
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
    wait_settled(qtbot, jobs.is_idle)
    assert detail.head.phone.is_revealed()  # its own entry is no reason to cover it again
    detail.set_private(True)
    assert PHONE not in " ".join(all_said(detail))
    detail.head.phone.click()
    wait_settled(qtbot, jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_another_customer_covers_what_was_shown(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.head.phone.click()
    qtbot.waitUntil(detail.head.phone.is_revealed)
    detail.show_customer(CHEN)
    wait_settled(qtbot, jobs.is_idle)
    assert not detail.head.phone.is_revealed()
    assert detail.head.phone.text() == "186****0457"


def test_an_answer_for_the_customer_before_is_dropped(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs
) -> None:
    detail.head.phone.click()
    detail.head.phone.show_field(CHEN, detail.head.phone._asks[1], "186****0457")  # type: ignore[index]
    wait_settled(qtbot, jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_a_late_answer_is_not_shown(
    qtbot: QtBot, detail: CustomerDetail, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_label, "ANSWER_WITHIN", -1.0)
    detail.head.phone.click()
    wait_settled(qtbot, jobs.is_idle)
    assert not detail.head.phone.is_revealed()


def test_circle_members_open(qtbot: QtBot, detail: CustomerDetail) -> None:
    detail.open_tab("data")
    with qtbot.waitSignal(detail.customer_opened, check_params_cb=lambda n: n == CHEN):
        button_of(detail, "陈晓燕").click()


def test_filters_contacts(detail: CustomerDetail) -> None:
    detail.open_tab("contacts")
    button_of(detail, "Contacts: Incoming 1").click()
    said = " ".join(all_said(detail.page("contacts")))
    assert "问合约到期怎么办" in said
    assert "国庆问候" not in said


def test_one_line_of_the_usage(qtbot: QtBot, detail: CustomerDetail) -> None:
    from PySide6.QtWidgets import QComboBox

    detail.open_tab("usage")
    box = detail.page("usage").findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert box.count() == 3
    box.setCurrentIndex(2)  # the broadband has no bills
    assert "215.30" not in all_said(detail.page("usage"))


def test_an_empty_customer_says_what_to_do(
    qtbot: QtBot, detail: CustomerDetail, customer_desk: CustomerDesk, jobs: Jobs
) -> None:
    nobody = customer_desk.care.create(CustomerDraft(name="空")).value
    detail.show_customer(nobody)
    wait_settled(qtbot, jobs.is_idle)
    for key, sentence in {
        "overview": "No contact is noted yet.",
        "lines": "No line yet. Import lines, or add one.",
        "usage": "No bills or usage in the last 12 months. Import them from a file.",
        "contacts": "No contact is noted yet. Log calls, messages and visits here.",
        "needs": "No need is noted. What does the customer wish for?",
    }.items():
        detail.open_tab(key)
        assert sentence in all_said(detail.page(key))


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
    assert "Choose a customer in the list to see them here." in all_said(detail)


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
        made = make_detail(qtbot, customer_desk, jobs)
        for key in TABS:
            made.open_tab(key)
            width = max(368, made.minimumWidth())
            shoot(qtbot, made, f"detail/{key}", QSize(width, 668))
        made.open_tab("usage")
        shoot(qtbot, made, "detail/usage-whole", QSize(width, 1500))
        made.open_tab("overview")
        made.show_customer(CHEN)
        wait_settled(qtbot, jobs.is_idle)
        shoot(qtbot, made, "detail/first-steps", QSize(width, 668))
        made.show_customer(None)
        shoot(qtbot, made, "detail/nobody", QSize(width, 668))
