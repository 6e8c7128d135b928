"""The services behind the windows of rewards, in one hand."""

from dataclasses import dataclass

from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.fulfilment import FulfilmentService
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.rewards import RewardService
from vipdesk.services.settlement import SettlementService
from vipdesk.store.book import Store


@dataclass(frozen=True)
class RewardsDesk:
    """What the windows call."""

    store: Store
    rewards: RewardService
    fulfilment: FulfilmentService
    lotteries: LotteryService
    settlement: SettlementService
    finder: CustomerFinder

    @classmethod
    def of(cls, store: Store) -> "RewardsDesk":
        """All of them over one book."""
        return cls(
            store,
            RewardService(store),
            FulfilmentService(store),
            LotteryService(store),
            SettlementService(store),
            CustomerFinder(store),
        )
