from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import TODAY
from tests.services.task_book import end_task, line_of
from vipdesk.domain.cases import CaseClosedError, Chance, OutcomeDraft
from vipdesk.domain.words import LeavingReason, LineStatus, Outcome
from vipdesk.services.cases import CasesService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.settings import SettingsService
from vipdesk.services.win_back import WinBackService
from vipdesk.store.book import Store
from vipdesk.store.records import LineSummary, RetentionCase


@pytest.fixture
def service(store: Store) -> WinBackService:
    return WinBackService(store)


def leave(store: Store, customer_id: int, on: date) -> int:
    """A line that a file, or the manager, closed without a case."""
    lines, line_id = CustomerDesk.of(store).lines, line_of(store, customer_id)
    draft = replace(lines.form(customer_id, line_id).draft, effective_on=on)
    lines.edit(customer_id, line_id, replace(draft, status=LineStatus.CLOSED))
    return line_id


def test_who_left_in_six_months_stands_in_the_list_with_the_reason(
    store: Store, service: WinBackService, wang: int, chen: int
) -> None:
    assert service.ids(TODAY) == []
    lost = OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=LeavingReason.RIVAL)
    CasesService(store).record([end_task(store, wang)], lost)
    first, second = line_of(store, wang), leave(store, chen, TODAY)
    assert set(service.ids(TODAY)) == {first, second}
    rows = {row.id: row for row in service.rows([first, second])}
    assert (rows[first].reason, rows[first].chance) == (LeavingReason.RIVAL, Chance.GOOD)
    assert (rows[first].left_as, rows[first].left_on) == (LineStatus.PORTED_OUT, TODAY)
    assert (rows[first].phone, rows[first].plan) == ("139****8812", "融合299")
    assert (rows[second].reason, rows[second].chance) == (None, Chance.ASK)


def test_six_months_are_counted_to_the_day(
    store: Store, service: WinBackService, wang: int
) -> None:
    line_id = leave(store, wang, date(2026, 5, 21))
    assert service.ids(TODAY) == [line_id]
    assert service.ids(TODAY + timedelta(days=1)) == []
    settings = SettingsService(store)
    now = settings.load()
    settings.save(replace(now, rules=replace(now.rules, win_back_months=7)))
    assert service.ids(TODAY + timedelta(days=1)) == [line_id]


def test_who_comes_back_is_in_use_again(
    store: Store,
    service: WinBackService,
    wang: int,
    takes_back: Callable[[Callable[[], object]], None],
) -> None:
    lost = OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=LeavingReason.PRICE)
    CasesService(store).record([end_task(store, wang)], lost)
    line_id = line_of(store, wang)
    takes_back(lambda: service.won_back([line_id]))
    assert service.ids(TODAY) == []
    with store.read() as session:
        assert session.get_one(LineSummary, line_id).status is LineStatus.NORMAL
        case = session.scalars(select(RetentionCase)).one()
        assert (case.won_back_on, case.outcome) == (TODAY, Outcome.PORTED_OUT)
    with pytest.raises(CaseClosedError):
        service.won_back([line_id])


def test_who_left_without_a_case_gets_one_when_they_come_back(
    store: Store, service: WinBackService, chen: int
) -> None:
    line_id = leave(store, chen, TODAY)
    service.won_back([line_id])
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.won_back_on, case.closed_on, case.line_id) == (TODAY, TODAY, line_id)


def test_who_leaves_and_comes_back_twice_did_so_by_two_cases(
    store: Store, service: WinBackService, wang: int
) -> None:
    lost = OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=LeavingReason.PRICE)
    CasesService(store).record([end_task(store, wang)], lost)
    service.won_back([line_of(store, wang)])
    again = leave(store, wang, TODAY)
    assert service.rows([again])[0].reason is None  # price was the reason of the first time
    service.won_back([again])
    with store.read() as session:
        assert session.scalars(select(RetentionCase.won_back_on)).all() == [TODAY, TODAY]
