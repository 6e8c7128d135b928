from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import NOW, TODAY
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.domain.words import Channel, Direction, Result
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.touchpoints import FutureTouchpointError
from vipdesk.texts import translator

TakesBack = Callable[[Callable[[], object]], None]


def test_a_next_step_becomes_a_task_of_the_same_action(
    customer_desk: CustomerDesk, wang: int, takes_back: TakesBack
) -> None:
    draft = TouchpointDraft(
        customer_id=wang, at=NOW, duration_seconds=180, note="想加宽带", next_step="报价",
        next_due_on=date(2026, 11, 24),
    )  # fmt: skip
    takes_back(lambda: customer_desk.touchpoints.log(draft))
    found = customer_desk.detail.load(wang)
    (contact,), (derived, task) = found.timeline, found.tasks
    assert derived.words(TODAY, translator("en")) == "Contract end 2026-11-30, in 9 days"
    assert not derived.can_be_ticked_off
    assert contact.effective
    assert (contact.note, found.contacted_on) == ("想加宽带", TODAY)
    assert (task.title, task.due_on, task.channel) == ("报价", date(2026, 11, 24), Channel.PHONE)
    takes_back(lambda: customer_desk.touchpoints.finish_task(task.id))
    assert customer_desk.detail.load(wang).tasks == (derived,)


def test_a_next_step_without_a_day_is_due_a_week_from_today(
    customer_desk: CustomerDesk, wang: int
) -> None:
    draft = TouchpointDraft(customer_id=wang, at=NOW, next_step="报价")
    customer_desk.touchpoints.log(draft)
    due = [task.due_on for task in customer_desk.detail.load(wang).tasks if task.title == "报价"]
    assert due == [TODAY + timedelta(days=7)]


@pytest.mark.parametrize(
    ("change", "effective"),
    [
        ({"duration_seconds": 30}, True),
        ({"duration_seconds": 29}, False),
        ({"duration_seconds": 300, "result": Result.ATTEMPTED}, False),
        ({"channel": Channel.SMS}, False),
        ({"channel": Channel.SMS, "replied": True}, True),
        ({"channel": Channel.WECHAT, "direction": Direction.IN}, True),
        ({"channel": Channel.HALL}, True),
    ],
)
def test_effective_is_derived(
    customer_desk: CustomerDesk, wang: int, change: dict[str, object], effective: bool
) -> None:
    draft = replace(TouchpointDraft(customer_id=wang, at=NOW), **change)  # type: ignore[arg-type]
    customer_desk.touchpoints.log(draft)
    assert customer_desk.detail.load(wang).timeline[0].effective is effective


def test_the_day_is_the_books(customer_desk: CustomerDesk, wang: int) -> None:
    late = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)  # one o'clock on the 20th in Shanghai
    customer_desk.touchpoints.log(TouchpointDraft(customer_id=wang, at=late, duration_seconds=60))
    assert customer_desk.detail.load(wang).contacted_on == date(2026, 11, 20)


def test_nothing_is_logged_ahead(customer_desk: CustomerDesk, wang: int) -> None:
    with pytest.raises(FutureTouchpointError):
        customer_desk.touchpoints.log(
            TouchpointDraft(customer_id=wang, at=NOW + timedelta(hours=1))
        )


def test_edit_and_delete(customer_desk: CustomerDesk, wang: int, takes_back: TakesBack) -> None:
    made = customer_desk.touchpoints.log(TouchpointDraft(customer_id=wang, at=NOW)).value
    draft = customer_desk.touchpoints.form(made).draft
    assert draft
    takes_back(lambda: customer_desk.touchpoints.edit(made, replace(draft, note="改了")))
    takes_back(lambda: customer_desk.touchpoints.delete(made))
    assert customer_desk.detail.load(wang).timeline == ()
