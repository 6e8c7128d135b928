"""A case follows its date: by hand, by an outcome, by a file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.services.task_book import end_task, line_of
from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.words import DateKind, DateMove, Outcome
from vipdesk.services.cases import CasesService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.imports import ImportService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import CaseOutcome, ContractDate, RetentionCase, TaskMark

FORMER = date(2026, 11, 30)
LATER = date(2026, 12, 20)
HEADER = "客户编号,姓名,手机号,套餐,合约到期,状态"


@pytest.fixture
def thinking(store: Store, wang: int) -> int:
    """A customer who thinks it over, and whose task was put off."""
    cases = CasesService(store)
    draft = OutcomeDraft(outcome=Outcome.THINKING, next_on=TODAY + timedelta(days=2))
    cases.record([end_task(store, wang)], draft)
    cases.snooze([end_task(store, wang)], TODAY + timedelta(days=3), "on holiday")
    return wang


def move(store: Store, customer_id: int, to: date | None, as_: DateMove | None) -> None:
    lines = CustomerDesk.of(store).lines
    line_id = line_of(store, customer_id)
    ends_on = {DateKind.CONTRACT: to} if to else {}
    draft = lines.form(customer_id, line_id).draft
    lines.edit(customer_id, line_id, replace(draft, ends_on=ends_on, later_date=as_))


def periods(store: Store) -> tuple[str, str]:
    with store.read() as session:
        case = session.scalars(select(RetentionCase.period)).one()
        return case, session.scalars(select(TaskMark.period)).one()


def read_file(store: Store, tmp_path: Path, ends_on: date, as_: DateMove | None = None) -> int:
    path = tmp_path / "lines.csv"
    row = f"C00012847,王志强,13900008812,融合299,{ends_on:%Y%m%d},在网"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    service = ImportService(store)
    preview = service.preview(service.examine(path))
    service.commit(preview, later_date=as_)
    return preview.later_dates


def moved_as(store: Store) -> DateMove | None:
    with store.read() as session:
        newest = select(ContractDate.moved_as).order_by(ContractDate.id.desc()).limit(1)
        return session.scalar(newest)


def test_a_correction_takes_case_and_mark_along_there_and_back(
    store: Store, thinking: int, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    takes_back(lambda: move(store, thinking, LATER, DateMove.CORRECTION))
    assert periods(store) == ("2026-12-20", "2026-12-20")
    assert moved_as(store) is DateMove.CORRECTION
    move(store, thinking, FORMER, None)  # earlier: a correction, whatever is said
    assert periods(store) == ("2026-11-30", "2026-11-30")
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.ends_on, case.closed_on) == (FORMER, None)


def test_a_renewal_closes_the_case_as_renewed(
    store: Store, thinking: int, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    takes_back(lambda: move(store, thinking, LATER, DateMove.RENEWAL))
    assert periods(store) == ("2026-11-30", "2026-11-30")
    with store.read() as session:
        case = session.scalars(select(RetentionCase)).one()
        assert (case.outcome, case.closed_on, case.next_on) == (Outcome.RENEWED, TODAY, None)
        newest = session.scalars(select(CaseOutcome).order_by(CaseOutcome.id.desc())).first()
        assert newest is not None
        assert newest.new_ends_on == LATER


def test_a_date_that_falls_away_leaves_its_case_where_it_was(store: Store, thinking: int) -> None:
    move(store, thinking, None, None)
    assert periods(store) == ("2026-11-30", "2026-11-30")


def test_an_unasked_date_is_a_correction_unless_the_settings_decide(
    store: Store, thinking: int
) -> None:
    move(store, thinking, LATER, None)
    assert moved_as(store) is DateMove.CORRECTION
    settings = SettingsService(store).load()
    rules = replace(settings.rules, later_date="renewal")
    SettingsService(store).save(replace(settings, rules=rules))
    move(store, thinking, date(2027, 12, 20), None)
    assert moved_as(store) is DateMove.RENEWAL


def test_a_file_says_how_many_dates_move_later_and_takes_an_answer(
    store: Store, thinking: int, tmp_path: Path
) -> None:
    assert read_file(store, tmp_path, LATER, DateMove.CORRECTION) == 1
    assert periods(store) == ("2026-12-20", "2026-12-20")
    assert read_file(store, tmp_path, FORMER) == 0  # back again
    assert (periods(store)[0], moved_as(store)) == ("2026-11-30", DateMove.CORRECTION)
    assert read_file(store, tmp_path, date(2028, 11, 30), DateMove.RENEWAL) == 1
    with store.read() as session:
        assert session.scalars(select(RetentionCase.outcome)).one() is Outcome.RENEWED
        assert session.scalar(select(func.count(CaseOutcome.id))) == 2


def test_the_first_date_of_a_line_moves_nothing(store: Store, chen: int, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"{HEADER}\nC00012848,陈晓燕,18600000457,畅享99,20271231,在网\n", "utf-8")
    service = ImportService(store)
    preview = service.preview(service.examine(path))
    assert preview.later_dates == 0
    service.commit(preview, later_date=DateMove.RENEWAL)
    assert moved_as(store) is None
