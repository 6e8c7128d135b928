from datetime import timedelta

import pytest

from tests.conftest import TODAY
from tests.services.rewarding import award, figures
from vipdesk.domain.points import Figures
from vipdesk.domain.points_words import Fulfilment, RedemptionStatus
from vipdesk.domain.rewards import RewardDraft
from vipdesk.errors import NotFoundError
from vipdesk.services.fulfilment import CancelledRewardError, FulfilmentService
from vipdesk.services.journal import JournalService
from vipdesk.services.points_book import FuturePointsError
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards import RewardService
from vipdesk.store.book import Store


@pytest.fixture
def service(store: Store) -> FulfilmentService:
    return FulfilmentService(store)


@pytest.fixture
def rewards(store: Store, wang: int) -> tuple[int, int]:
    award(store, wang, 500)
    service = RewardService(store)
    cup = service.save(RewardDraft("1", "Cup", points=100)).value
    return cup, service.save(RewardDraft("2", "Pen", points=30, deferred=True)).value


def test_what_is_on_its_way_is_listed_and_moved_on_together(
    store: Store, service: FulfilmentService, wang: int, rewards: tuple[int, int]
) -> None:
    redemptions = RedemptionService(store)
    cup, pen = rewards
    done = redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(cup, 2)])).value
    held = redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(pen, 1)])).value
    rows = service.waiting()
    assert [(x.number, x.name, x.quantity, x.state, x.held) for x in rows] == [
        (done.number, "Cup", 2, Fulfilment.OPEN, False),
        (held.number, "Pen", 1, Fulfilment.OPEN, True),
    ]
    ids = [row.id for row in rows]
    assert service.move_on(ids, Fulfilment.ARRIVED, TODAY - timedelta(days=1)).value == 2
    assert service.move_on(ids, Fulfilment.ARRIVED).value == 0
    assert {row.since for row in service.waiting()} == {TODAY - timedelta(days=1)}
    assert figures(store, wang) == Figures(300, 30)
    service.move_on(ids, Fulfilment.HANDED_OVER)
    assert service.waiting() == []
    assert figures(store, wang) == Figures(270, 0)
    assert redemptions.redemption(held.id).status is RedemptionStatus.DONE
    assert [state for state, _on in redemptions.redemption(held.id).items[0].fulfilled] == [
        Fulfilment.OPEN,
        Fulfilment.ARRIVED,
        Fulfilment.HANDED_OVER,
    ]
    JournalService(store).undo()
    assert [row.state for row in service.waiting()] == [Fulfilment.ARRIVED] * 2
    assert figures(store, wang) == Figures(300, 30)


def test_what_no_longer_stands_is_not_handed_over(
    store: Store, service: FulfilmentService, wang: int, rewards: tuple[int, int]
) -> None:
    redemptions = RedemptionService(store)
    row = redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(rewards[0], 1)])).value
    redemptions.reverse(row.id)
    assert service.waiting() == []
    with pytest.raises(CancelledRewardError):
        service.move_on([row.items[0].id], Fulfilment.ORDERED)
    with pytest.raises(NotFoundError):
        service.move_on([999], Fulfilment.ORDERED)
    with pytest.raises(FuturePointsError):
        service.move_on([row.items[0].id], Fulfilment.ORDERED, TODAY + timedelta(days=1))
