"""Movements of points, written the short way."""

from datetime import date

from vipdesk.domain.points import Figures, Movement
from vipdesk.domain.points_words import EntryKind
from vipdesk.services import points_book
from vipdesk.store.book import Store

FAR = date(2028, 12, 31)


class Ledger:
    """The book of points as one customer's; each call is one action on a day of its own."""

    def __init__(self, store: Store, customer_id: int) -> None:
        self.store = store
        self.customer_id = customer_id

    def award(self, points: int, on: date, last: date = FAR) -> int:
        given = Movement(self.customer_id, EntryKind.BY_HAND, on, points, last)
        with self.store.action("points.award", customer_id=self.customer_id) as session:
            return points_book.award(session, given, self.store.today())

    def spend(self, points: int, on: date) -> int:
        taken = Movement(self.customer_id, EntryKind.REDEEM, on, points)
        with self.store.action("points.redeem", customer_id=self.customer_id) as session:
            return points_book.spend(session, taken, self.store.today())

    def hold(self, points: int, on: date, until: date | None = None) -> int:
        kept = Movement(self.customer_id, EntryKind.HOLD, on, points, until_on=until)
        with self.store.action("points.hold", customer_id=self.customer_id) as session:
            return points_book.hold(session, kept, self.store.today())

    def confirm(self, hold_id: int, on: date) -> int:
        with self.store.action("points.confirm", customer_id=self.customer_id) as session:
            return points_book.confirm(session, hold_id, on, self.store.today())

    def release(self, hold_id: int, on: date) -> int:
        with self.store.action("points.release", customer_id=self.customer_id) as session:
            return points_book.release(session, hold_id, on, self.store.today())

    def reverse(self, entry_id: int) -> int:
        with self.store.action("points.reverse", customer_id=self.customer_id) as session:
            return points_book.reverse(session, entry_id, self.store.today())

    def figures(self, on: date) -> Figures:
        with self.store.read() as session:
            return points_book.figures_of(session, self.customer_id, on)

    def rests(self, on: date) -> list[int]:
        """What each lot has left, soonest last day first."""
        with self.store.read() as session:
            return [lot.rest for lot in points_book.lots_of(session, self.customer_id, on)]
