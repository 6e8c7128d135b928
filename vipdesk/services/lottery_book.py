"""Lotteries within a session: as they are kept, and what was drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.lottery import (
    LotteryDraft,
    PrizeDraft,
    Verdict,
    commitment,
    odds,
    verify,
)
from vipdesk.errors import NotFoundError
from vipdesk.store.records import Customer, Lottery, LotteryPrize, LotteryTry


@dataclass(frozen=True, slots=True)
class PrizeRow:
    """A prize, how many of it were drawn, and how likely the next try wins it."""

    draft: PrizeDraft
    given: int
    odds: Fraction

    @property
    def left(self) -> int:
        """How many are left."""
        return self.draft.stock - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryRow:
    """A lottery as it stands.

    Attributes:
        commitment: SHA-256 in hex digits, told before the first draw.
        seed: In hex digits, once it is revealed; empty before.
        tries: How many were made.
    """

    id: int
    draft: LotteryDraft
    commitment: str
    seed: str
    revealed_at: datetime | None
    prizes: tuple[PrizeRow, ...]
    tries: int

    @property
    def left(self) -> int:
        """How many prizes are left."""
        return sum(prize.left for prize in self.prizes)

    def runs(self, on: date) -> bool:
        """Whether a try can be made on a day."""
        days = self.draft.starts_on <= on <= self.draft.ends_on
        return days and not self.seed and self.left > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TryRow:
    """One try."""

    id: int
    position: int
    customer_id: int
    customer: str
    prize: str
    points: int
    entry_id: int
    drawn_at: datetime


def found_lottery(session: Session, lottery_id: int) -> Lottery:
    """A lottery.

    Raises:
        NotFoundError: It is gone.
    """
    lottery = session.get(Lottery, lottery_id)
    if lottery is None:
        raise NotFoundError
    return lottery


def prizes_of(session: Session, lottery_id: int) -> Sequence[LotteryPrize]:
    """The prizes of a lottery in their order."""
    query = select(LotteryPrize).where(LotteryPrize.lottery_id == lottery_id)
    return session.scalars(query.order_by(LotteryPrize.position)).all()


def given_of(session: Session, lottery_id: int) -> Mapping[int, int]:
    """Prize → how many of it were drawn."""
    query = select(LotteryTry.prize_id).where(LotteryTry.lottery_id == lottery_id)
    return Counter(session.scalars(query))


def draft_of(lottery: Lottery, prizes: Sequence[LotteryPrize]) -> LotteryDraft:
    """A lottery as it would be typed."""
    return LotteryDraft(
        lottery.name,
        lottery.points,
        lottery.starts_on,
        lottery.ends_on,
        tuple(PrizeDraft(p.name, p.stock, p.weight, p.worth_fen) for p in prizes),
        lottery.note or "",
    )


def lottery_row(session: Session, lottery: Lottery) -> LotteryRow:
    """A lottery as it stands."""
    prizes = prizes_of(session, lottery.id)
    counts = given_of(session, lottery.id)
    draft = draft_of(lottery, prizes)
    given = [counts.get(prize.id, 0) for prize in prizes]
    rows = zip(draft.prizes, given, odds(draft.prizes, given), strict=True)
    return LotteryRow(
        id=lottery.id,
        draft=draft,
        commitment=lottery.commitment,
        seed=lottery.seed.hex() if lottery.revealed_at else "",
        revealed_at=lottery.revealed_at,
        prizes=tuple(PrizeRow(*row) for row in rows),
        tries=sum(given),
    )


def try_rows(session: Session, lottery: Lottery) -> list[TryRow]:
    """All tries of a lottery in their order."""
    query = (
        select(LotteryTry, LotteryPrize.name, Customer.name)
        .join(LotteryPrize, LotteryPrize.id == LotteryTry.prize_id)
        .join(Customer, Customer.id == LotteryTry.customer_id)
        .where(LotteryTry.lottery_id == lottery.id)
        .order_by(LotteryTry.position)
    )
    return [
        TryRow(
            id=each.id,
            position=each.position,
            customer_id=each.customer_id,
            customer=customer,
            prize=prize,
            points=lottery.points,
            entry_id=each.entry_id,
            drawn_at=each.drawn_at,
        )
        for each, prize, customer in session.execute(query)
    ]


def verdict_of(session: Session, lottery: Lottery) -> Verdict:
    """Redo all draws of a lottery."""
    prizes = prizes_of(session, lottery.id)
    places = {prize.id: place for place, prize in enumerate(prizes)}
    query = select(LotteryTry.position, LotteryTry.prize_id)
    tries = session.execute(query.where(LotteryTry.lottery_id == lottery.id)).all()
    said = {position: places.get(prize_id, -1) for position, prize_id in tries}
    return verify(draft_of(lottery, prizes), lottery.seed, lottery.commitment, said)


def commit(session: Session, lottery: Lottery, draft: LotteryDraft, seed: bytes) -> None:
    """Write all of a lottery, with a seed that nobody has seen, and what is committed to."""
    lottery.name, lottery.points = draft.name, draft.points
    lottery.starts_on, lottery.ends_on = draft.starts_on, draft.ends_on
    lottery.seed, lottery.commitment = seed, commitment(draft, seed)
    session.add(lottery)
    session.flush()
    for prize in prizes_of(session, lottery.id):
        session.delete(prize)
    session.flush()
    session.add_all(
        LotteryPrize(
            lottery_id=lottery.id,
            position=place,
            name=prize.name,
            stock=prize.stock,
            weight=prize.weight,
            worth_fen=prize.worth_fen,
        )
        for place, prize in enumerate(draft.prizes, 1)
    )
