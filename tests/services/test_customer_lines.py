from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import TODAY
from vipdesk.domain.customer_checks import blocking
from vipdesk.domain.customer_draft import AddOn, LineDraft
from vipdesk.domain.words import DateKind, LineKind, LineStatus
from vipdesk.services.customer_care import DraftRefusedError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.store.book import Store
from vipdesk.store.records import Line

TakesBack = Callable[[Callable[[], object]], None]


def test_a_line_shows_its_plan_and_dates(customer_desk: CustomerDesk, wang: int) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    assert (line.number, line.plan, line.fee_fen) == ("139****8812", "融合299", 29_900)
    assert line.ends == {DateKind.CONTRACT: date(2026, 11, 30)}


def test_changes_become_history(customer_desk: CustomerDesk, wang: int) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    draft = customer_desk.lines.form(wang, line.id).draft
    changed = replace(
        draft,
        plan="融合399",
        fee_fen=39_900,
        status=LineStatus.SUSPENDED_REQUEST,
        ends_on={DateKind.CONTRACT: date(2028, 11, 30), DateKind.REBATE: date(2027, 6, 30)},
        add_ons=(AddOn("彩铃", date(2026, 11, 1)),),
    )
    customer_desk.lines.edit(wang, line.id, changed)
    (line,) = customer_desk.detail.load(wang).lines
    assert (line.plan, line.status) == ("融合399", LineStatus.SUSPENDED_REQUEST)
    assert line.ends[DateKind.REBATE] == date(2027, 6, 30)
    assert line.add_ons == (AddOn("彩铃", date(2026, 11, 1)),)
    plans = [row.text for row in line.history if row.topic == "plan"]
    ends = [row.day for row in line.history if row.topic == "date" and row.label == "Contract end"]
    assert plans == ["融合399", "融合299"]
    assert ends == [date(2028, 11, 30), date(2026, 11, 30)]


def test_saving_the_same_again_adds_no_history(customer_desk: CustomerDesk, wang: int) -> None:
    (before,) = customer_desk.detail.load(wang).lines
    form = customer_desk.lines.form(wang, before.id)
    customer_desk.lines.edit(wang, before.id, form.draft)
    (after,) = customer_desk.detail.load(wang).lines
    assert after.history == before.history


def test_only_what_was_changed_is_dated_back(customer_desk: CustomerDesk, wang: int) -> None:
    (before,) = customer_desk.detail.load(wang).lines
    draft = customer_desk.lines.form(wang, before.id).draft
    early = replace(draft, plan="融合199", effective_on=date(2020, 1, 1))
    customer_desk.lines.edit(wang, before.id, early)
    (after,) = customer_desk.detail.load(wang).lines
    assert len(after.history) == len(before.history) + 1
    assert after.plan == "融合299"  # that plan was before the present one


def test_a_line_that_is_closed_from_a_day_before_its_last_news_is_closed(
    customer_desk: CustomerDesk, wang: int
) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    for status, day in ((LineStatus.SUSPENDED_REQUEST, 20), (LineStatus.CLOSED, 18)):
        draft = replace(customer_desk.lines.form(wang, line.id).draft, status=status)
        customer_desk.lines.edit(wang, line.id, replace(draft, effective_on=date(2026, 11, day)))
    (after,) = customer_desk.detail.load(wang).lines
    assert after.status is LineStatus.CLOSED


def test_a_date_that_no_longer_holds_goes(customer_desk: CustomerDesk, wang: int) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    draft = customer_desk.lines.form(wang, line.id).draft
    customer_desk.lines.edit(wang, line.id, replace(draft, ends_on={}))
    (line,) = customer_desk.detail.load(wang).lines
    assert line.ends == {}
    assert len([row for row in line.history if row.topic == "date"]) == 2


def test_a_number_belongs_to_one_line(customer_desk: CustomerDesk, wang: int, chen: int) -> None:
    with pytest.raises(DraftRefusedError) as refused:
        customer_desk.lines.create(chen, LineDraft(number="139 0000 8812", effective_on=TODAY))
    assert set(refused.value.findings) == {"number"}


def test_lines_can_be_undone(customer_desk: CustomerDesk, wang: int, takes_back: TakesBack) -> None:
    new = LineDraft(
        number="SX-KD-7", kind=LineKind.BROADBAND, plan="500M", effective_on=TODAY,
        account_number="A-9", ends_on={DateKind.STOP: date(2027, 1, 1)},
    )  # fmt: skip
    takes_back(lambda: customer_desk.lines.create(wang, new))
    (line, *_rest) = customer_desk.detail.load(wang).lines
    draft = customer_desk.lines.form(wang, line.id).draft
    left = replace(draft, status=LineStatus.PORTED_OUT, effective_on=date(2026, 11, 1))
    takes_back(lambda: customer_desk.lines.edit(wang, line.id, left))
    assert len(customer_desk.lines.form(wang).accounts) == 2


def test_a_closing_to_come_outlives_another_edit(
    customer_desk: CustomerDesk, store: Store, wang: int
) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    ends = date(2026, 12, 10)
    draft = customer_desk.lines.form(wang, line.id).draft
    closed = replace(draft, status=LineStatus.CLOSED, effective_on=ends)
    customer_desk.lines.edit(wang, line.id, closed)
    draft = customer_desk.lines.form(wang, line.id).draft
    customer_desk.lines.edit(wang, line.id, replace(draft, plan="融合399"))
    with store.read() as session:
        assert session.get_one(Line, line.id).closed_on == ends


def test_what_a_file_brought_keeps_no_other_change_back(
    customer_desk: CustomerDesk, store: Store, wang: int
) -> None:
    (line,) = customer_desk.detail.load(wang).lines
    with store.action("line.edit") as session:
        row = session.get_one(Line, line.id)
        row.number, row.opened_on = "7590-VHVEG", date(2027, 1, 1)  # opened after its end
    draft = customer_desk.lines.form(wang, line.id).draft
    moved = replace(draft, plan="融合399", fee_fen=39_900)
    assert not blocking(customer_desk.lines.check(moved, line.id))
    customer_desk.lines.edit(wang, line.id, moved)
    (line,) = customer_desk.detail.load(wang).lines
    assert line.plan == "融合399"
    for wrong in (
        replace(draft, number="7590-VHVEH"),
        replace(draft, ends_on={DateKind.CONTRACT: date(2026, 12, 31)}),
        replace(draft, opened_on=date(2027, 1, 2)),
        replace(draft, plan=""),
        replace(draft, add_ons=(AddOn(" ", None),)),
    ):
        with pytest.raises(DraftRefusedError):
            customer_desk.lines.edit(wang, line.id, wrong)
