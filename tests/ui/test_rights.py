"""All data handed out, and deletion on request, as the window asks for them."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import PASSPHRASE
from tests.services.visit_book import new_customer, new_visit
from tests.ui.customers.desk import dialog, open_page
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.services.customer_rights import CustomerRights
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.rights import CustomerDataDialog, EraseDialog, RightsDesk


@pytest.fixture
def rights_desk(qtbot: QtBot, store: Store, jobs: Jobs) -> RightsDesk:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return RightsDesk(CustomerRights.of(store), jobs, window)


def test_all_data_after_a_reason_and_the_passphrase(
    qtbot: QtBot, rights_desk: RightsDesk, store: Store, jobs: Jobs, tmp_path: Path
) -> None:
    customer_id = new_customer(store)
    rights_desk.hand_out(customer_id)
    ask = dialog(qtbot, CustomerDataDialog)
    ask.format._on_clicked("json", True)
    ask.primary_button.click()
    assert ask.fields.form.message("reason")
    ask.fields.reason.setText("she wrote")
    ask.fields.passphrase.setText("wrong")
    ask.primary_button.click()
    qtbot.waitUntil(lambda: "not the passphrase" in ask.fields.form.message("passphrase"))
    ask.fields.passphrase.setText(PASSPHRASE)
    ask.primary_button.click()
    qtbot.waitUntil(lambda: bool(ask.findChildren(QFileDialog)))
    ask.findChildren(QFileDialog)[0].reject()
    path = tmp_path / "data.json"
    with qtbot.waitSignal(rights_desk.told):
        ask.take_file(path)
    assert json.loads(path.read_text("utf-8"))["tables"]["customer"][0]["name"] == "王志强"
    entry = JournalService(store).entries(1)[0]
    assert (entry.code, entry.params["reason"]) == ("customer.data", "she wrote")


def test_deletion_asks_for_number_reason_and_passphrase(
    qtbot: QtBot, rights_desk: RightsDesk, store: Store, jobs: Jobs
) -> None:
    customer_id = new_customer(store)
    new_visit(store, customer_id)
    rights_desk.erase(customer_id)
    ask = dialog(qtbot, EraseDialog)
    ask.fields.reason.setText("he came to the hall")
    ask.fields.passphrase.setText(PASSPHRASE)
    ask.number.setText("C2")
    ask.primary_button.click()
    assert ask.form.message("number") == "That is not this customer's number."
    assert JournalService(store).entries(1)[0].code == "visit.plan"
    ask.number.setText("C1")
    with qtbot.waitSignal(rights_desk.told) as told:
        ask.primary_button.click()
        qtbot.waitUntil(lambda: not ask.cancel_button.isEnabled())
        ask.reject()  # Esc, too late
    assert told.args == ["The customer was deleted. A tombstone stays, and the counts."]
    assert JournalService(store).entries(1)[0].code == "customer.erase"


def test_both_are_in_the_customer_s_menu(qtbot: QtBot, store: Store) -> None:
    customer_id = new_customer(store)
    with open_page(qtbot, store) as page:
        page.open_customer(customer_id)
        qtbot.waitUntil(lambda: page.detail.head._row is not None)
        acts = {act.text(): act for act in page.detail.head.menu.actions()}
        for words, signal in (
            ("History of this customer", page.journal_requested),
            ("Hand out all data…", page.data_requested),
            ("Delete on request…", page.erase_requested),
        ):
            with qtbot.waitSignal(signal) as asked:
                acts[words].trigger()
            assert asked.args == [customer_id]


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, jobs: Jobs) -> None:
    customer_id = new_customer(store)
    new_visit(store, customer_id)
    rights = CustomerRights.of(store)
    about = rights.erasing.preview(customer_id)
    for language, mode in LOOKS:
        with look(language, mode):
            window = QWidget()
            qtbot.addWidget(window)
            theme.dress(window)
            for kind, name in ((CustomerDataDialog, "data"), (EraseDialog, "erase")):
                made = kind(rights, jobs, about, window)
                made.open()
                shoot(qtbot, made, f"rights/{name}", made.sizeHint())
                made.reject()
