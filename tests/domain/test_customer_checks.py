from datetime import date

import pytest

from tests.conftest import TODAY
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.customer_checks import (
    blocking,
    check_customer,
    check_id_number,
    check_line,
    check_phone,
)
from vipdesk.domain.customer_draft import AddOn, CustomerDraft, LineDraft
from vipdesk.domain.words import CustomerKind, DateKind, LineKind
from vipdesk.texts import translator

PERSON = CustomerKind.PERSON
ORGANISATION = CustomerKind.ORGANISATION


@pytest.mark.parametrize(
    "phone", ["", "13900001234", "+86 139 0000 1234", "0351-4043166", "4008001234", "8888888"]
)
def test_usual_phones_pass(phone: str) -> None:
    assert check_phone(phone) is None


def test_odd_phones_are_remarked_on_and_what_is_none_is_refused() -> None:
    odd, none = check_phone("12345678901"), check_phone("one two three")
    assert odd
    assert not odd.blocks
    assert "11 digits" in odd.sentence(translator("en"))
    assert none
    assert none.blocks


@pytest.mark.parametrize("number", ["", "11010519491231002X", "11010519491231002x", "G12345678"])
def test_identity_numbers(number: str) -> None:
    found = check_id_number(number, PERSON)
    assert found is None or not found.blocks


@pytest.mark.parametrize(
    "number", ["110105194912310021", "11010519491231002", "110105194902310028"]
)
def test_mistyped_identity_numbers_are_refused(number: str) -> None:
    found = check_id_number(number, PERSON)
    assert found
    assert found.blocks


def test_credit_codes_have_a_check_sign_of_their_own() -> None:
    assert check_id_number("91350100M000100Y43", ORGANISATION) is None  # GB 32100-2015, annex
    wrong = check_id_number("91350100M000100Y44", ORGANISATION)
    assert wrong
    assert wrong.blocks


def test_a_name_is_all_that_is_needed() -> None:
    assert check_customer(CustomerDraft(name="王志强"), TODAY) == {}
    assert set(check_customer(CustomerDraft(), TODAY)) == {"name"}


def test_days_to_come_and_days_that_do_not_exist_are_refused() -> None:
    draft = CustomerDraft(
        name="王", birthday=Birthday(2023, 2, 29, lunar=False), joined_on=date(2026, 11, 22)
    )
    assert set(check_customer(draft, TODAY)) == {"birthday", "joined_on"}


def test_who_was_born_today_has_a_birthday() -> None:
    born = Birthday(TODAY.year, TODAY.month, TODAY.day, lunar=False)
    assert check_customer(CustomerDraft(name="王", birthday=born), TODAY) == {}


def test_a_birthday_unlike_the_identity_number_is_only_remarked_on() -> None:
    birthday = Birthday(1949, 12, 30, lunar=False)
    draft = CustomerDraft(name="王", birthday=birthday, id_number="11010519491231002X")
    findings = check_customer(draft, TODAY)
    assert "1949-12-31" in findings["birthday"].sentence(translator("en"))
    assert not blocking(findings)
    lunar = Birthday(1949, 11, 12, lunar=True)
    draft = CustomerDraft(name="王", birthday=lunar, id_number="11010519491231002X")
    assert check_customer(draft, TODAY) == {}


def test_lines() -> None:
    assert set(check_line(LineDraft(effective_on=TODAY))) == {"number"}
    access = LineDraft(number="ADSL-77", kind=LineKind.BROADBAND, effective_on=TODAY)
    assert check_line(access) == {}
    wrong = LineDraft(
        number="13900001234",
        fee_fen=9900,
        opened_on=TODAY,
        ends_on={DateKind.CONTRACT: date(2026, 1, 1)},
        add_ons=(AddOn(""),),
        effective_on=TODAY,
    )
    assert set(check_line(wrong)) == {"plan", "ends_contract", "add_ons"}
