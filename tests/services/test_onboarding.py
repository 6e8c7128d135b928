"""The first steps of a new VIP: begun, ticked, closed, listed, taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text

from tests.conftest import TODAY
from tests.services.visit_book import new_visit
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.settings import default_settings
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import CheckItem
from vipdesk.domain.words import DerivedStatus, FirstSteps, Tier
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_rows import OnboardingRow
from vipdesk.services.customers import CustomerService
from vipdesk.services.journal import JournalService
from vipdesk.services.onboarding import NotVipError, UnderWayError
from vipdesk.services.settings import SettingsService
from vipdesk.services.visit_book import VisitBook
from vipdesk.store.book import Store
from vipdesk.store.records import DerivedTask

NEW = date(2026, 11, 18)


@pytest.fixture
def desk(store: Store) -> CustomerDesk:
    """A customer who was promoted, and an ordinary one."""
    desk = CustomerDesk.of(store)
    for name in ("王志强", "陈晓燕"):
        desk.care.create(CustomerDraft(name=name, phone="13912348812"))
    desk.care.set_tier(1, Tier.GOLD, TODAY)
    return desk


def steps(desk: CustomerDesk) -> OnboardingRow:
    found = desk.detail.load(1).first_steps
    assert found is not None
    return found


def test_it_begins_with_the_settings_list_and_closes_with_the_last_tick(
    desk: CustomerDesk, store: Store
) -> None:
    made = desk.onboarding.begin(1).value
    listed = SettingsService(store).load().onboarding
    assert [step.text for step in steps(desk).steps] == list(listed)
    assert listed == default_settings(lambda text: text).onboarding
    with pytest.raises(UnderWayError):
        desk.onboarding.begin(1)
    for step in steps(desk).steps:
        assert steps(desk).closed_on is None
        desk.onboarding.tick(made, step.key, done=True)
    assert (steps(desk).closed_on, steps(desk).done) == (TODAY, len(listed))
    assert {step.done_on for step in steps(desk).steps} == {TODAY}
    desk.onboarding.tick(made, "2", done=False)
    assert (steps(desk).closed_on, steps(desk).steps[1].done_on) == (None, None)
    JournalService(store).undo()
    assert steps(desk).closed_on == TODAY
    desk.onboarding.begin(1)  # a new one, once the last is done
    assert steps(desk).id != made


def test_the_ordinary_have_none(desk: CustomerDesk) -> None:
    with pytest.raises(NotVipError):
        desk.onboarding.begin(2)


@pytest.mark.parametrize(
    ("since", "waits"), [(NEW, True), (TODAY - timedelta(92), True), (date(2026, 8, 20), False)]
)
def test_a_new_vip_without_a_checklist_is_reminded_of(
    desk: CustomerDesk, store: Store, since: date, waits: bool
) -> None:
    with store.action("task.done", keep_empty=True) as session:
        session.execute(text("DELETE FROM derived_task"))
        session.execute(
            insert(DerivedTask).values(
                customer_id=1, kind=TaskKind.BIND, cause="bind:1", period=since.isoformat(),
                stage="", due_on=since, status=DerivedStatus.CLOSED, opened_on=since,
            )
        )  # fmt: skip
    assert desk.detail.load(1).waits_for_first_steps is waits
    assert listed(store, FirstSteps.WAITING) == ([1] if waits else [])


def listed(store: Store, *wanted: FirstSteps) -> list[int]:
    query = CustomerQuery(filter=CustomerFilter(first_steps=wanted))
    return list(CustomerService(store).find_ids(query, store.today()))


def test_the_list_can_be_asked_how_far_they_are(desk: CustomerDesk, store: Store) -> None:
    assert listed(store, FirstSteps.UNDER_WAY, FirstSteps.DONE) == []
    made = desk.onboarding.begin(1).value
    assert listed(store, FirstSteps.UNDER_WAY) == [1]
    assert listed(store, FirstSteps.WAITING) == []
    for step in steps(desk).steps:
        desk.onboarding.tick(made, step.key, done=True)
    assert listed(store, FirstSteps.UNDER_WAY) == []
    assert listed(store, FirstSteps.DONE, FirstSteps.WAITING) == [1]


def test_a_visit_goes_on_with_them(desk: CustomerDesk, store: Store) -> None:
    made = desk.onboarding.begin(1).value
    first, second, *rest = steps(desk).steps
    desk.onboarding.tick(made, first.key, done=True)
    book = VisitBook.of(store)
    visit_id = new_visit(store, 1)
    book.visits.start(visit_id)
    draft = book.desk.open(visit_id).draft
    usual = list(SettingsService(store).load().checklist)
    listed = [item.text for item in draft.checklist]
    assert listed == [*usual, second.text, *(step.text for step in rest)]
    told = tuple(CheckItem(item.text, item.text == second.text) for item in draft.checklist)
    book.visits.finish(visit_id, replace(draft, checklist=told))
    assert [step.done_on for step in steps(desk).steps] == [TODAY, TODAY, *[None] * len(rest)]
    JournalService(store).undo()
    assert [step.done_on for step in steps(desk).steps] == [TODAY, None, *[None] * len(rest)]
