"""What the tests of redemptions, lotteries and settlements share."""

from datetime import date

from tests.services import points_catalogue
from vipdesk.domain.points import Figures
from vipdesk.services import points_book
from vipdesk.store.book import Store


def award(
    store: Store,
    customer_id: int,
    points: int,
    on: date = date(2026, 5, 1),
    last: date = date(2028, 12, 31),
) -> None:
    """Give points as one lot."""
    points_catalogue.award(store, customer_id, points, on, last)


def figures(store: Store, customer_id: int) -> Figures:
    """What a customer has today."""
    with store.read() as session:
        return points_book.figures_of(session, customer_id, store.today())
