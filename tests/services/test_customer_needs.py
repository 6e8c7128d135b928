from collections.abc import Callable

import pytest

from tests.conftest import TODAY
from vipdesk.domain.words import CircleKind, NeedStatus
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_needs import MemberAlreadyError, TextNeededError

TakesBack = Callable[[Callable[[], object]], None]


def test_needs_open_and_close(
    customer_desk: CustomerDesk, wang: int, takes_back: TakesBack
) -> None:
    takes_back(lambda: customer_desk.needs.add(wang, " 要一张副卡 "))
    (need,) = customer_desk.detail.load(wang).needs
    assert (need.text, need.status, need.opened_on) == ("要一张副卡", NeedStatus.OPEN, TODAY)
    takes_back(lambda: customer_desk.needs.save(need.id, need.text, NeedStatus.MET))
    assert customer_desk.detail.load(wang).needs[0].closed_on == TODAY
    customer_desk.needs.save(need.id, "要两张副卡", NeedStatus.PROPOSED)
    (need,) = customer_desk.detail.load(wang).needs
    assert (need.text, need.closed_on) == ("要两张副卡", None)
    with pytest.raises(TextNeededError):
        customer_desk.needs.add(wang, "")


def test_circles_live_as_long_as_they_have_members(
    customer_desk: CustomerDesk, wang: int, chen: int, takes_back: TakesBack
) -> None:
    circles = customer_desk.circles
    takes_back(lambda: circles.create(wang, "王家", CircleKind.FAMILY, "父亲"))
    circle = circles.circles()[0].id
    takes_back(lambda: circles.join(circle, chen, "儿媳"))
    with pytest.raises(MemberAlreadyError):
        circles.join(circle, chen, "儿媳")
    (found,) = customer_desk.detail.load(chen).circles
    assert [(m.name, m.role) for m in found.members] == [("王志强", "父亲"), ("陈晓燕", "儿媳")]
    takes_back(lambda: circles.leave(circle, wang))
    takes_back(lambda: circles.leave(circle, chen))
    assert circles.circles() == []
