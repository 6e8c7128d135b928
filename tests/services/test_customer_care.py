from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.masking import MaskedField
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_care import DraftRefusedError, TierUnchangedError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, JournalEntry
from vipdesk.texts import translator

TakesBack = Callable[[Callable[[], object]], None]


def test_a_new_customer_is_the_managers_and_has_a_tier(
    customer_desk: CustomerDesk, wang: int
) -> None:
    found = customer_desk.detail.load(wang)
    assert (found.profile.name, found.tier, found.owner) == ("王志强", Tier.DIAMOND, "李经理")
    assert [row.topic for row in found.history] == ["tier", "owner"] or len(found.history) == 2


def test_without_a_number_the_desk_gives_one(customer_desk: CustomerDesk) -> None:
    first = customer_desk.care.create(CustomerDraft(name="甲")).value
    second = customer_desk.care.create(CustomerDraft(name="乙")).value
    numbers = [customer_desk.care.draft(each).number for each in (first, second)]
    assert numbers == ["N0000001", "N0000002"]


def test_what_is_wrong_is_refused_by_field(customer_desk: CustomerDesk, wang: int) -> None:
    draft = CustomerDraft(name=" ", number="C00012847", id_number="110105194912310021")
    with pytest.raises(DraftRefusedError) as refused:
        customer_desk.care.create(draft)
    assert set(refused.value.findings) == {"name", "number", "id_number"}
    assert "王志强" in refused.value.findings["number"].sentence(translator("en"))


def test_a_phone_that_another_has_is_remarked_on(customer_desk: CustomerDesk, wang: int) -> None:
    findings = customer_desk.care.check(CustomerDraft(name="王", phone="+86 139-0000-8812"))
    assert not findings["phone"].blocks
    assert "王志强" in findings["phone"].sentence(translator("en"))


def test_what_a_file_brought_wrong_can_stay(store: Store, customer_desk: CustomerDesk) -> None:
    with store.action("customer.create") as session:
        session.add(Customer(number="X", name="旧", id_number="110105194912310021",
                             created_at=store.now()))  # fmt: skip
    draft = customer_desk.care.draft(1)
    customer_desk.care.edit(1, replace(draft, note="住三楼"))
    with pytest.raises(DraftRefusedError):
        customer_desk.care.edit(1, replace(draft, id_number="110105194912310022"))


def test_every_field_comes_back_as_typed(customer_desk: CustomerDesk, wang: int) -> None:
    draft = replace(
        customer_desk.care.draft(wang),
        gender="m",
        email="wang@example.com",
        birthday=Birthday(1968, 8, 15, lunar=True),
        interests="钓鱼",
        do_not_disturb=True,
    )
    customer_desk.care.edit(wang, draft)
    assert customer_desk.care.draft(wang) == draft
    assert customer_desk.detail.load(wang).next_birthday == date(2027, 9, 15)


def test_edits_can_be_undone(customer_desk: CustomerDesk, wang: int, takes_back: TakesBack) -> None:
    draft = replace(customer_desk.care.draft(wang), name="王志刚", phone="")
    takes_back(lambda: customer_desk.care.edit(wang, draft))
    takes_back(lambda: customer_desk.care.create(CustomerDraft(name="丙")))
    takes_back(lambda: customer_desk.care.set_do_not_disturb(wang, True))
    takes_back(lambda: customer_desk.care.set_tier(wang, Tier.GOLD, TODAY))


def test_a_tier_holds_from_its_day(customer_desk: CustomerDesk, wang: int) -> None:
    customer_desk.care.set_tier(wang, Tier.SILVER, date(2026, 12, 1))
    assert customer_desk.detail.load(wang).tier is Tier.DIAMOND
    customer_desk.care.set_tier(wang, Tier.GOLD, TODAY)
    found = customer_desk.detail.load(wang)
    assert found.tier is Tier.GOLD
    tiers = [row.label for row in found.history if row.topic == "tier"]
    assert tiers == ["Silver", "Gold", "Diamond"]
    with pytest.raises(TierUnchangedError):
        customer_desk.care.set_tier(wang, Tier.GOLD, TODAY)


def test_unmasking_is_journalled_without_the_value(
    store: Store, customer_desk: CustomerDesk, wang: int
) -> None:
    assert customer_desk.care.unmask(wang, MaskedField.PHONE).value == "13900008812"
    line = customer_desk.detail.load(wang).line_id
    shown = customer_desk.care.unmask(wang, MaskedField.LINE_NUMBER, line).value
    assert shown == "13900008812"
    with store.read() as session:
        entries = session.scalars(
            select(JournalEntry).where(JournalEntry.code == "customer.unmask")
        ).all()
        params = [entry.params for entry in entries]
    assert params == [
        {"customer_id": wang, "field": "phone"},
        {"customer_id": wang, "field": "line_number", "line_id": line},
    ]
    top = JournalService(store).undo_state().undo[0].code
    assert top == "line.create"  # looking is no change that Ctrl+Z would take back
    assert customer_desk.detail.load(wang).journal[0].code == "customer.unmask"


def test_only_their_own_line_is_shown(customer_desk: CustomerDesk, wang: int, chen: int) -> None:
    line = customer_desk.detail.load(chen).line_id
    with pytest.raises(NotFoundError):
        customer_desk.care.unmask(wang, MaskedField.LINE_NUMBER, line)


def test_the_detail_is_masked_everywhere(customer_desk: CustomerDesk, wang: int) -> None:
    said = repr(customer_desk.detail.load(wang))
    assert "139****8812" in said
    for whole in ("13900008812", "11010519491231002X", "晋商大厦"):
        assert whole not in said
