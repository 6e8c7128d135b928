"""Random books: the services and `plain` come to the same, member by member, in every part.

The suite looks at a few books, always the same; ``BOOKS=2000`` looks at so many new ones.
"""

import os
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from tests.conftest import TODAY, fixed_clock, open_book
from tests.services.indicators.plain import Member, Plain, Rules, month_end
from tests.services.indicators.random_book import CIRCLES, MONTHS, PLANS, TAGS, TIERS, furnish
from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.indicator_words import BaseFee, CohortUnit
from vipdesk.domain.indicators import Side, Value, WhyNot
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Bill, Complaint, RetentionCase, StatusHistory, Touchpoint

BOOKS = int(os.environ.get("BOOKS", "0"))
CUSTOMERS = 24
PERIODS = (
    *("2026-08", "2026-09", "2026-10", "2026-11"),
    *("2026-Q3", "2026-Q4", "2026", "2026-06..2026-10"),
)
CLOSED = ("2026-09", "2026-10", "2026-Q3")
SNAPSHOTS = ("2025-12-31", "2026-06-30", "2026-09-30")
BASES = {
    BaseFee.MONTH: lambda day: [day[:7]],
    BaseFee.MEAN: lambda day: [month for month in MONTHS if month <= day[:7]][-3:],
    BaseFee.LAST_YEAR: lambda day: [f"{int(day[:4]) - 1}-{month:02}" for month in range(1, 13)],
}


class Both:
    """One book, seen by the services and by `Plain`."""

    def __init__(self, store: Store, seed: int) -> None:
        self.dice = random.Random(f"rules of {seed}")
        self.rules = Rules(
            kept=self.dice.choice(("billed", "billed", "in_service", "still_vip", "fee_floor")),
            floor=self.dice.choice((0, 5_000)),
            zero_fee_months=self.dice.choice((3, 3, 1, 2)),
            settled_days=self.dice.choice((15, 15, 1, 60)),
            from_days=self.dice.choice((90, 90, 30)),
            months_after=self.dice.choice((2, 2, 0, 11)),
            min_call=self.dice.choice((30, 30, 601)),
        )
        furnish(store, seed, CUSTOMERS)
        self.store, self.desk = store, IndicatorDesk.of(store)
        self._save_rules()
        self.unit = self.dice.choice(tuple(CohortUnit))
        self.frozen = dict(self._freeze(day) for day in SNAPSHOTS)
        self._bill_anew()
        self.plain = self._plain()

    def _plain(self) -> Plain:
        with self.store.read() as session:
            return Plain(session, TODAY.isoformat(), self.rules)

    def _save_rules(self) -> None:
        service, rules = SettingsService(self.store), self.rules
        before = service.load()
        service.save(
            replace(
                before,
                indicators=IndicatorRules(
                    kept=rules.kept,
                    fee_floor_fen=rules.floor,
                    settled_days=rules.settled_days,
                    renewed_from_days=rules.from_days,
                    renewed_months=rules.months_after,
                ),
                rules=replace(before.rules, zero_fee_months=rules.zero_fee_months),
                min_call_seconds=rules.min_call,
            )
        )

    def _freeze(self, day: str) -> tuple[str, dict[int, int]]:
        base = self.dice.choice(tuple(BaseFee))
        draft = CohortDraft(name="", on_day=date.fromisoformat(day), unit=self.unit, base=base)
        row = self.desk.cohorts.freeze(draft).value
        frozen = self._plain().freeze(day, BASES[base](day))
        assert (row.lines, row.base_fee_fen) == (len(frozen), sum(frozen.values()))
        return day, frozen

    def _bill_anew(self) -> None:
        """A later file tells other fees of all months; what was frozen stays."""
        with self.store.action("line.edit") as session:
            some = [(line, month) for line in range(1, 9) for month in MONTHS]
            for line, month in self.dice.sample(some, 20):
                session.execute(
                    update(Bill)
                    .where(Bill.line_id == line, Bill.month == month)
                    .values(fee_fen=self.dice.choice((0, 700)))
                )

    # -- what the plain rules say of a period

    def expected(self, period: Period) -> dict[str, list[Member] | None]:
        """Members by key; None: no value."""
        first, last = f"{period.first_month}-01", month_end(period.last_month)
        today = TODAY.isoformat()
        plain, until = self.plain, min(last, today)
        redeemed = list(plain.redemption(first, until))
        return {
            "churn": list(plain.churn(first, until)),
            "reach_executed": list(plain.reach(first, until)),
            "service_standard": list(
                plain.standard(first, until, today if last >= today else f"{last}~")
            ),
            "renewal": plain.renewal(first, until),
            "points_redemption": redeemed,
            "redeeming_customers": [(c, None, int(n > 0), 1) for c, _l, n, d in redeemed if d > 0],
            "escalated_complaints": list(plain.complaints(first, until)),
            **self._retentions(period),
        }

    def _retentions(self, period: Period) -> dict[str, list[Member] | None]:
        keys = ("snapshot_retention", "revenue_retention")
        snapshot = self._snapshot(period)
        month = snapshot and self.plain.month_counted(snapshot, period.last_month)
        if not snapshot or not month:
            return dict.fromkeys(keys)
        revenue: list[Member] = []
        kept: list[Member] = []
        for line, base in self.frozen[snapshot].items():
            stays = int(self.plain.is_kept(line, month))
            customer, fee = self.plain.customer_of[line], self.plain.fees[line].get(month, 0)
            revenue.append((customer, line, stays * fee, base))
            kept.append((customer, line, stays, 1))
        if self.unit is CohortUnit.CUSTOMER:
            best: dict[int, int] = {}
            for customer, _line, stays, _one in kept:
                best[customer] = max(stays, best.get(customer, 0))
            kept = [(customer, None, stays, 1) for customer, stays in best.items()]
        return dict(zip(keys, (kept, revenue), strict=True))

    def _snapshot(self, period: Period) -> str | None:
        day = Period.quarter(period.first).earlier(1).last.isoformat()
        return day if day in SNAPSHOTS else None

    # -- and the comparison

    def compare(self, period: Period) -> None:
        asked, expected = Asked(period), self.expected(period)
        self._compare(asked, expected)
        if expected["snapshot_retention"]:
            self._check_state(asked, expected["snapshot_retention"])

    def compare_closed(self, period: Period) -> None:
        """What is frozen stays the same, in every part, though the past changes."""
        asked, expected = Asked(period), self.expected(period)
        self.desk.closing.close(period.last_month)
        self._bill_anew()
        self._change_the_past()
        self._compare(asked, expected)
        assert all(each.closed for each in self.desk.values.values(asked))

    def _change_the_past(self) -> None:
        with self.store.action("line.edit") as session:
            session.execute(delete(StatusHistory).where(StatusHistory.id % 3 == 0))
            session.execute(delete(Touchpoint).where(Touchpoint.id % 2 == 0))
            session.execute(delete(Complaint).where(Complaint.id % 2 == 0))
            session.execute(update(RetentionCase).values(outcome="refused"))

    def _compare(self, asked: Asked, expected: dict[str, list[Member] | None]) -> None:
        for part in (None, *self._parts()):
            values = self.desk.values.values(replace(asked, part=part))
            counted = {each.spec.key: each for each in values}
            for key, members in expected.items():
                self._check(counted[key], members, part, f"{key} of {asked.period.key}, {part}")
            self._check_mean(counted)
        for key, members in expected.items():
            found = list(self.desk.members.members(key, asked, Side.EITHER))
            there = sorted((m for m in members or () if m[2] or m[3]), key=repr)
            if members is not None:
                found = [each for each in found if each[2] or each[3]]
                assert sorted(found, key=repr) == there, f"{key} of {asked.period.key}"

    def _parts(self) -> Iterator[Slice]:
        names = {
            SliceBy.TIER: TIERS,
            SliceBy.PLAN: PLANS,
            SliceBy.CIRCLE: CIRCLES,
            SliceBy.TAG: TAGS,
        }
        for by in self.dice.sample(list(names), 2):
            yield Slice(by, self.dice.choice(names[by]))

    def _in(self, member: Member, part: Slice | None) -> bool:
        customer, line, _numerator, _denominator = member
        if part is None:
            return True
        if part.by is SliceBy.TIER:
            return self.plain.tier(customer, self.plain.today) == part.value
        if part.by is not SliceBy.PLAN:
            groups = self.plain.circles if part.by is SliceBy.CIRCLE else self.plain.tags
            return (customer, part.value) in groups
        plans = {self.plain.plan(line)} if line else self.plain.plans_of(customer)
        return part.value in plans

    def _check(
        self, value: Value, members: Iterable[Member] | None, part: Slice | None, of: str
    ) -> None:
        if members is None:
            assert value.rate is None, of
            assert value.why_not in (WhyNot.NO_COHORT, WhyNot.NO_BILLS, WhyNot.UNCLEAR), of
            return
        chosen = [each for each in members if self._in(each, part)]
        sums = (sum(each[2] for each in chosen), sum(each[3] for each in chosen))
        if sums[1] == 0:
            assert (value.numerator, value.why_not) == (None, WhyNot.NOTHING), of
        else:
            assert (value.numerator, value.denominator) == sums, of
            assert value.cases == sum(bool(each[2] or each[3]) for each in chosen), of
        if value.spec.waivable:
            assert value.waived == sum(each[2:] == (0, 0) for each in chosen), of

    def _check_mean(self, counted: dict[str, Value]) -> None:
        parts = [counted[key].rate for key in ("snapshot_retention", "revenue_retention")]
        known = [each for each in parts if each is not None]
        mean = sum(known, Fraction()) / 2 if len(known) == 2 else None
        assert counted["combined_retention"].rate == mean

    def _check_state(self, asked: Asked, kept: list[Member]) -> None:
        board = self.desk.board(asked)
        assert board.state is not None
        risky = [c for c, _line, stays, _one in kept if stays and (self.plain.scores[c] or 0) >= 70]
        stays = sum(each[2] for each in kept)
        size = len(kept)
        assert (board.state.size, board.state.kept) == (size, stays)
        assert board.forecast == Fraction(stays - len(risky), size)
        assert board.slack == size * 8 // 100 - (size - stays)  # of 92 in a hundred 8 may go
        assert sum(each.count for each in board.state.reasons) == size - stays
        assert board.state.returned == len(self._returned(asked.period))

    def _returned(self, period: Period) -> set[int]:
        """Customers, or lines, of whom a line is kept that had left meanwhile."""
        snapshot = self._snapshot(period) or ""
        month = self.plain.month_counted(snapshot, period.last_month) or ""
        back = [
            line
            for line in self.frozen[snapshot]
            if self.plain.is_kept(line, month)
            and self.plain.has_left(line, snapshot, month_end(month))
        ]
        of_customers = self.unit is CohortUnit.CUSTOMER
        return {self.plain.customer_of[line] if of_customers else line for line in back}


@settings(
    max_examples=BOOKS or 2,
    derandomize=not BOOKS,
    database=None,
    phases=(Phase.generate,),  # a smaller seed is no smaller book
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_random_books_are_counted_the_same_by_plain_rules(
    empty_profile: Path, tmp_path: Path, seed: int
) -> None:
    profile = shutil.copytree(empty_profile, tmp_path / str(seed), dirs_exist_ok=True)
    with closing(open_book(profile, clock=fixed_clock)) as store:
        both = Both(store, seed)
        for period in both.dice.sample(PERIODS, 3):
            both.compare(Period.parse(period))
        both.compare_closed(Period.parse(both.dice.choice(CLOSED)))
    shutil.rmtree(profile)
