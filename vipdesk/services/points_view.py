"""All that the points page shows of one customer, read in one go."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.points import Figures, figures
from vipdesk.domain.points_words import EARNING, REDEEMING, EntryKind, RedemptionStatus
from vipdesk.domain.redemption import Quote, quote
from vipdesk.domain.rewards import RewardRow
from vipdesk.errors import VipDeskError
from vipdesk.services import points_book
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.lotteries import LotteryService
from vipdesk.services.lottery_book import LotteryRow
from vipdesk.services.points import PointsService
from vipdesk.services.points_rows import ExpiringRow, MovementRow
from vipdesk.services.points_told import told
from vipdesk.services.redemption_book import BasketDraft, basket, effective_status
from vipdesk.services.reward_book import reward_rows
from vipdesk.services.settings import points_rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import Redemption


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What was redeemed since 1 January, net of reversals, and of how much.

    Attributes:
        basis: Available on 1 January and earned since.
    """

    redeemed: int
    basis: int

    @property
    def rate(self) -> Fraction | None:
        """None where there was nothing to redeem."""
        return Fraction(self.redeemed, self.basis) if self.basis > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRow:
    """A movement as the page shows it.

    Attributes:
        id: Of the entry; below `NO_ENTRY` for what is computed of the day.
        kind: None where it is computed.
        label: Message id of what it is.
        balance: What could be used after it.
        redemption_id: Of the redemption that it paid for, or set points aside for.
        acts: What can be done with it: reverse, confirm, release, receipt, sign.
    """

    id: int
    on_day: date
    kind: EntryKind | None
    label: str
    about: str
    points: int
    held: int
    balance: int
    expires_on: date | None = None
    in_effect: bool = True
    redemption_id: int | None = None
    acts: frozenset[str] = frozenset()


NO_ENTRY = -1


@dataclass(frozen=True, slots=True)
class LotteryChance:
    """A lottery that runs today, and what speaks against a try of this customer."""

    row: LotteryRow
    reasons: tuple[VipDeskError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsView:
    """One customer's points today.

    Attributes:
        worth_fen: What the available points are worth; None: nothing is said of it.
        expiring: Available points by last day, soonest first; ``expiring_days`` is near.
        held_until: The day on which the first hold ends.
        movements: Newest first.
        offers: The catalogue, one piece of each, at this customer's price.
    """

    customer: CustomerChoice
    today: date
    figures: Figures
    worth_fen: int | None
    expiring: tuple[ExpiringRow, ...]
    expiring_days: int
    held_until: date | None
    year: YearFigures
    movements: tuple[PointsRow, ...]
    offers: tuple[Quote, ...]
    lotteries: tuple[LotteryChance, ...]


class PointsViewService:
    """Reads only; a job."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._points = PointsService(store)
        self._finder = CustomerFinder(store)
        self._lotteries = LotteryService(store)

    def view(self, customer_id: int) -> PointsView:
        """Everything about one customer's points.

        Raises:
            NotFoundError: There is no such customer.
        """
        customer = self._finder.choice(customer_id)
        balance = self._points.balance(customer_id)
        movements = self._points.movements(customer_id)
        holds = [each.until_on for each in self._points.holds(customer_id) if each.until_on]
        with self._store.read() as session:
            rows = _rows(session, customer_id, movements, balance.on)
            year = year_figures(session, customer_id, movements, balance.on)
            near = points_rules_in_force(session).expiring_days
            offered = tuple(offers(session, customer_id, balance.on))
        return PointsView(
            customer=customer,
            today=balance.on,
            figures=balance.figures,
            worth_fen=balance.worth_fen,
            expiring=balance.expiring,
            expiring_days=near,
            held_until=min(holds, default=None),
            year=year,
            movements=tuple(reversed(rows)),
            offers=offered,
            lotteries=tuple(self._chances(customer_id, balance.on)),
        )

    def _chances(self, customer_id: int, today: date) -> Iterator[LotteryChance]:
        for row in self._lotteries.lotteries():
            if row.runs(today):
                yield LotteryChance(row, self._lotteries.reasons(row.id, customer_id))


def offers(session: Session, customer_id: int, today: date) -> Iterator[Quote]:
    """One piece of everything that is offered today, each by itself, with what speaks against."""
    rewards = [row for row in reward_rows(session, today) if _is_offered(row, today)]
    whole = basket(session, BasketDraft(customer_id=customer_id, wanted=()), today)
    for reward in rewards:
        yield quote(replace(whole, wanted=[(reward, 1)]))


def _is_offered(reward: RewardRow, today: date) -> bool:
    return not reward.draft.closed and reward.draft.is_valid(today)


def year_figures(
    session: Session, customer_id: int, movements: Sequence[MovementRow], today: date
) -> YearFigures:
    """The customer's redemptions of the calendar year up to ``today``, as the indicator counts."""
    first = date(today.year, 1, 1)
    entries = {row.entry_id: row for row in movements if row.kind is not None}
    points: Counter[EntryKind | None] = Counter()
    for row in entries.values():
        if row.on_day >= first:
            points[_kind_of(row, entries)] += row.points
    redeemed = -sum(points[kind] for kind in REDEEMING)
    earned = sum(points[kind] for kind in EARNING)
    before = points_book.lots_of(session, customer_id, date(today.year - 1, 12, 31))
    return YearFigures(redeemed, figures(before, first).available + earned)


def _kind_of(row: MovementRow, entries: Mapping[int | None, MovementRow]) -> EntryKind | None:
    """Its own kind; of a reversal that of what was reversed, and so counts as less of it."""
    while row.kind is EntryKind.REVERSAL:
        row = entries[row.reverses_id]
    return row.kind


def _rows(
    session: Session, customer_id: int, movements: Sequence[MovementRow], today: date
) -> list[PointsRow]:
    ids = [row.entry_id for row in movements if row.entry_id is not None]
    said = told(session, ids, texts.translator(texts.language()))
    query = select(Redemption).where(Redemption.customer_id == customer_id)
    redemptions = {each.entry_id: each for each in session.scalars(query)}
    return [_row(place, row, said, redemptions, today) for place, row in enumerate(movements)]


def _row(
    place: int,
    row: MovementRow,
    said: Mapping[int, str],
    redemptions: Mapping[int, Redemption],
    today: date,
) -> PointsRow:
    redemption = redemptions.get(row.hold_id or row.entry_id or 0)
    return PointsRow(
        id=NO_ENTRY - 1 - place if row.entry_id is None else row.entry_id,
        on_day=row.on_day,
        kind=row.kind,
        label=row.label,
        about=said.get(row.entry_id or 0, ""),
        points=row.points,
        held=row.held,
        balance=row.available,
        expires_on=row.expires_on,
        in_effect=row.in_effect,
        redemption_id=redemption.id if redemption else None,
        acts=_acts(row, redemption, today),
    )


def _acts(row: MovementRow, redemption: Redemption | None, today: date) -> frozenset[str]:
    """What may be tried with a movement; what is not possible after all says why."""
    if row.entry_id is None or not row.in_effect:
        return frozenset()
    if redemption is not None:
        status = effective_status(redemption, today)
        return _REDEMPTION_ACTS.get(status, frozenset()) | {"receipt", "sign"}
    if row.kind is EntryKind.HOLD:
        return frozenset({"confirm", "release"})
    return frozenset() if row.kind in _KEPT else frozenset({"reverse"})


# What is not reversed by hand: tries anybody can check, ends of holds, and reversals themselves.
_KEPT = (EntryKind.LOTTERY, EntryKind.CONFIRM, EntryKind.RELEASE, EntryKind.REVERSAL)
_REDEMPTION_ACTS = {
    RedemptionStatus.HELD: frozenset({"confirm", "release"}),
    RedemptionStatus.DONE: frozenset({"reverse"}),
}
