"""Lotteries (积分抽奖): made, drawn from for points, revealed, redone (rules.md 4)."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.indicators import shown
from vipdesk.domain.lottery import (
    DrawnOutError,
    LotteryDraft,
    LotteryError,
    NotRunningError,
    RevealedError,
    Verdict,
    check,
    committed,
    drawn,
    tidied,
)
from vipdesk.domain.lottery_record import HIDDEN_SEED, LotteryRecord
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind, Fulfilment
from vipdesk.domain.redemption import RedemptionRefusedError, paid, whole_reasons
from vipdesk.errors import VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.services import points_book
from vipdesk.services.customer_fields import living
from vipdesk.services.lottery_book import (
    LotteryRow,
    TryRow,
    commit,
    draft_of,
    found_lottery,
    given_of,
    lottery_row,
    prizes_of,
    try_rows,
    verdict_of,
)
from vipdesk.services.redemption_book import advance, standing
from vipdesk.services.settings import SettingsService, settings_in_force
from vipdesk.store.book import Store
from vipdesk.store.records import Lottery, LotteryPrize, LotteryTry
from vipdesk.texts import N_, Translate, translator

LOTTERY = frozenset({Area.REWARDS, Area.JOURNAL})
POINTS = frozenset({Area.POINTS, Area.REWARDS, Area.CUSTOMERS, Area.JOURNAL})
SEED_BYTES = 32


class DrawnFromError(LotteryError):
    """Prizes and price are committed to, and somebody tried already."""

    message = N_(
        "Somebody has tried already, so name, points and prizes stay as they were committed to; "
        "only its last day and its note can change. Nothing was saved."
    )


class LotteryService:
    """Each writing method is one action."""

    def __init__(
        self, store: Store, new_seed: Callable[[], bytes] = lambda: secrets.token_bytes(SEED_BYTES)
    ) -> None:
        self._store = store
        self._new_seed = new_seed

    def lotteries(self) -> list[LotteryRow]:
        """All lotteries, the one that begins last first."""
        query = select(Lottery).order_by(Lottery.starts_on.desc(), Lottery.id.desc())
        with self._store.read() as session:
            return [lottery_row(session, each) for each in session.scalars(query)]

    def lottery(self, lottery_id: int) -> LotteryRow:
        """One lottery.

        Raises:
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            return lottery_row(session, found_lottery(session, lottery_id))

    def tries(self, lottery_id: int) -> list[TryRow]:
        """All tries of a lottery in their order."""
        with self._store.read() as session:
            return try_rows(session, found_lottery(session, lottery_id))

    def save(self, draft: LotteryDraft, lottery_id: int | None = None) -> Saved[LotteryRow]:
        """Write a lottery with a new seed, and what is committed to.

        Once somebody tried, only its last day and its note can change, and the seed stays.

        Raises:
            LotteryError: What is wrong with it; nothing is written.
            NotFoundError: It is gone.
        """
        draft = tidied(draft)
        check(draft)
        with self._store.action("lottery.save") as session:
            lottery = Lottery() if lottery_id is None else found_lottery(session, lottery_id)
            if lottery_id is not None and given_of(session, lottery_id):
                _refuse_change(session, lottery, draft)
            else:
                commit(session, lottery, draft, self._new_seed())
            lottery.ends_on, lottery.note = draft.ends_on, draft.note or None
            session.flush()
            return Saved(lottery_row(session, lottery), LOTTERY)

    def reasons(self, lottery_id: int, customer_id: int) -> tuple[VipDeskError, ...]:
        """Why a customer can't try today; none: they can."""
        with self._store.read() as session:
            lottery = found_lottery(session, lottery_id)
            return tuple(_reasons(session, lottery, customer_id, self._store.today()))

    def draw(self, lottery_id: int, customer_id: int) -> Saved[TryRow]:
        """One try: points are paid and the prize is drawn, both or neither. It can't be undone.

        Raises:
            RedemptionRefusedError: With every reason; nothing is changed.
            NotFoundError: The customer or the lottery is gone.
        """
        today = self._store.today()
        with self._store.action("points.lottery", customer_id=customer_id) as session:
            living(session, customer_id)
            lottery = found_lottery(session, lottery_id)
            if reasons := tuple(_reasons(session, lottery, customer_id, today)):
                raise RedemptionRefusedError(reasons)
            movement = Movement(
                customer_id, EntryKind.LOTTERY, today, lottery.points, note=lottery.name
            )
            entry_id = points_book.spend(session, movement, today)
            made = _draw(session, lottery)
            made.customer_id, made.entry_id = customer_id, entry_id
            made.drawn_at = self._store.now()
            worth = session.get_one(LotteryPrize, made.prize_id).worth_fen
            advance(made, Fulfilment.OPEN if worth else Fulfilment.HANDED_OVER, today)
            session.add(made)
            session.flush()
            return Saved(try_rows(session, lottery)[-1], POINTS)

    def reveal(self, lottery_id: int) -> Saved[LotteryRow]:
        """End a lottery by showing its seed; it can't be undone, and nothing is drawn after it.

        Raises:
            RevealedError: It is revealed.
            NotFoundError: It is gone.
        """
        with self._store.action("points.lottery_reveal") as session:
            lottery = found_lottery(session, lottery_id)
            if lottery.revealed_at:
                raise RevealedError(name=lottery.name)
            lottery.revealed_at = self._store.now()
            session.flush()
            return Saved(lottery_row(session, lottery), LOTTERY)

    def verify(self, lottery_id: int) -> Verdict:
        """Redo all draws from seed and prizes, and hold them against what is kept."""
        with self._store.read() as session:
            return verdict_of(session, found_lottery(session, lottery_id))

    def write_record(self, lottery_id: int, path: Path, language: str) -> Saved[Path]:
        """Write the record from which anyone can redo the draws, as PDF.

        Raises:
            ReportNotWrittenError: What stood at ``path`` is unchanged.
            NotFoundError: It is gone.
        """
        from vipdesk.reports.lottery_record import lottery_record_pdf

        content = lottery_record_pdf(self.record(lottery_id, language))
        with self._store.action("report.points", keep_empty=True, lottery_id=lottery_id):
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))

    def record(self, lottery_id: int, language: str) -> LotteryRecord:
        """What the printed record says."""
        t, zone = translator(language), self._store.zone()
        row, tries = self.lottery(lottery_id), self.tries(lottery_id)
        draft = row.draft
        seed = row.seed or t(HIDDEN_SEED)
        text = committed(draft, b"").removesuffix("\n") + seed + "\n"
        return LotteryRecord(
            language=language,
            name=draft.name,
            manager=SettingsService(self._store).manager().name,
            days=f"{draft.starts_on.isoformat()} – {draft.ends_on.isoformat()}",
            points=f"{draft.points:,}",
            made_at=f"{self._store.now().astimezone(zone):%Y-%m-%d %H:%M}",
            commitment=row.commitment,
            seed=seed,
            prizes=[_prize_cells(row, place) for place in range(len(row.prizes))],
            committed=text,
            tries=[
                (str(x.position), f"{x.drawn_at.astimezone(zone):%Y-%m-%d %H:%M:%S}", x.prize)
                for x in tries
            ],
            verdict=verdict_words(self.verify(lottery_id), t),
        )


def verdict_words(verdict: Verdict, t: Translate) -> str:
    """What redoing a lottery came to, in a sentence."""
    if not verdict.committed:
        return t("Seed and prizes are NOT what was committed to.")
    if verdict.wrong:
        numbers = ", ".join(map(str, verdict.wrong))
        return t("These draws are NOT what seed and prizes give: {numbers}.").format(
            numbers=numbers
        )
    said = t("Draws redone: {n}. All are what seed and prizes give, and these are as committed to.")
    return said.format(n=verdict.tries)


def odds_words(odds: Fraction) -> str:
    """2.50 % (1/40): rounded half up, with the exact fraction behind."""
    return f"{shown(odds * 100, percent=False)} % ({odds.numerator}/{odds.denominator})"


def _prize_cells(row: LotteryRow, place: int) -> tuple[str, str, str, str, str]:
    prize = row.prizes[place]
    numbers = (f"{n:,}" for n in (prize.draft.stock, prize.given, prize.draft.weight))
    stock, given, weight = numbers
    return prize.draft.name, stock, given, weight, odds_words(prize.odds)


def _refuse_change(session: Session, lottery: Lottery, draft: LotteryDraft) -> None:
    kept = draft_of(lottery, prizes_of(session, lottery.id))
    if replace(draft, ends_on=kept.ends_on, note=kept.note) != kept:
        raise DrawnFromError


def _reasons(
    session: Session, lottery: Lottery, customer_id: int, today: date
) -> Iterator[VipDeskError]:
    row = lottery_row(session, lottery)
    if row.seed:
        yield RevealedError(name=lottery.name)
    elif not row.left:
        yield DrawnOutError(name=lottery.name)
    elif not row.runs(today):
        days = {"first": lottery.starts_on.isoformat(), "last": lottery.ends_on.isoformat()}
        yield NotRunningError(name=lottery.name, day=today.isoformat(), **days)
    rules = settings_in_force(session).points
    stands = standing(session, customer_id, today, today)
    yield from whole_reasons(stands, lottery.points, today, rules)
    history = points_book.history(session, customer_id)
    yield from paid(history.usable_on(today), lottery.points, today)[1]


def _draw(session: Session, lottery: Lottery) -> LotteryTry:
    prizes = prizes_of(session, lottery.id)
    counts = given_of(session, lottery.id)
    position = sum(counts.values()) + 1
    drafts = draft_of(lottery, prizes).prizes
    given = [counts.get(prize.id, 0) for prize in prizes]
    place = drawn(drafts, given, lottery.seed, position)
    return LotteryTry(
        lottery_id=lottery.id, position=position, prize_id=prizes[place].id, fulfilled=[]
    )
