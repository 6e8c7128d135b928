"""Who speaks of a customer's lines speaks of those on the network, by the one rule of it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.services.case_detail import CaseDetailService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.network import lines_of
from vipdesk.services.scripts import TalkReader
from vipdesk.services.settings import SettingsService, settings_in_force
from vipdesk.services.visit_cases import case_choices
from vipdesk.store.book import Store
from vipdesk.store.records import Bill, CustomerSummary, StatusHistory

CUT_OFF, IN_USE = "13900000001", "13900000002"


@pytest.fixture
def made(store: Store) -> tuple[int, int, int]:
    """A customer with a line three months without a fee in arrears, and with one in use."""
    with store.action("customer.create") as session:
        customer = add_customer(session)
        first = add_line(session, customer, CUT_OFF)
        second = add_line(session, customer, IN_USE)
        day = {"effective_on": date(2026, 7, 15), "recorded_on": TODAY}
        session.add(StatusHistory(line_id=first.id, status="suspended_arrears", **day))
        bills = update(Bill).where(Bill.line_id == first.id)
        session.execute(bills.values(fee_fen=0))  # of August, September and October
        return customer.id, first.id, second.id


def test_how_many_months_is_a_setting_that_the_list_follows(
    store: Store, made: tuple[int, int, int]
) -> None:
    settings = SettingsService(store)
    for months, lines in ((4, 2), (3, 1)):
        found = settings.load()
        settings.save(replace(found, rules=replace(found.rules, zero_fee_months=months)))
        with store.read() as session:
            assert session.get_one(CustomerSummary, made[0]).lines == lines
            assert len(lines_of(session, made[0], TODAY).on_network) == lines


def test_a_line_off_the_network_is_talked_of_no_more(
    store: Store, made: tuple[int, int, int]
) -> None:
    customer_id, first_id, second_id = made
    with store.read() as session:
        now = session.get_one(CustomerSummary, customer_id)
        assert (now.lines, now.phone) == (1, IN_USE)
        lines = lines_of(session, customer_id, TODAY)
        assert [line.line_id for line in lines.all] == [second_id, first_id]
        assert lines.main in lines.on_network
        assert [line.line_id for line in lines.on_network] == [second_id]
        talk = TalkReader(session, customer_id, settings_in_force(session), TODAY)
        assert talk.lines == lines
        cases = case_choices(session, customer_id, TODAY)
        assert [case.key.split("|")[0] for case in cases] == [f"end:contract:{second_id}"]
    choices = CaseDetailService(store).lines(customer_id)
    assert [(line.id, line.on_network) for line in choices] == [
        (second_id, True),
        (first_id, False),
    ]
    detail = CustomerDesk.of(store).detail.load(customer_id)
    assert detail is not None
    assert [line.id for line in detail.lines] == [second_id, first_id]
    with store.action("customer.edit") as session:  # October was billed after all
        october = update(Bill).where(Bill.line_id == first_id, Bill.month == "2026-10")
        session.execute(october.values(fee_fen=9_900))
    with store.read() as session:
        assert session.get_one(CustomerSummary, customer_id).lines == 2
        assert [line.line_id for line in lines_of(session, customer_id, TODAY).on_network] == [
            first_id,
            second_id,
        ]
