"""Cohorts (拍照, rules.md 5): the room that is left under a target, the digest that proves them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from vipdesk.domain.words import LineStatus, Tier


@dataclass(frozen=True, slots=True)
class CohortHead:
    """What a cohort's digest covers beside its members; its name may be taken out on request."""

    on_day: date
    unit: str
    base: str
    base_months: int
    manager_id: int


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A line as it was on the day of the snapshot."""

    line_id: int
    customer_id: int
    tier: Tier
    status: LineStatus
    plan: str | None
    owner_id: int | None
    base_fee_fen: int


def digest(head: CohortHead, members: Iterable[CohortLine]) -> str:
    """SHA-256 over head and members, as hex digits; members in the order of their lines."""
    whole = hashlib.sha256()
    for part in _canonical(head, members):
        whole.update(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
        whole.update(b"\n")
    return whole.hexdigest()


def _canonical(head: CohortHead, members: Iterable[CohortLine]) -> Iterator[list[object]]:
    day = head.on_day.isoformat()
    yield [day, head.unit, head.base, head.base_months, head.manager_id]
    for m in sorted(members, key=lambda each: each.line_id):
        yield [
            *(m.line_id, m.customer_id, str(m.tier), str(m.status), m.plan, m.owner_id),
            m.base_fee_fen,
        ]


def slack(size: int, lost: int, target: Fraction) -> int:
    """How many more may be lost before the target is missed; below 0: so many too many.

    floor(size x (1 - target)) - lost, in exact fractions: of 25 at 92 % two may go.
    """
    return floor(size * (1 - target)) - lost


def forecast(size: int, kept: int, open_high_risk: int) -> Fraction | None:
    """What would be left if all who are kept and at high risk went; None for an empty cohort."""
    return Fraction(kept - open_high_risk, size) if size else None


def mean_fen(total_fen: int, months: int) -> int:
    """A mean fee in whole fen, half a fen up; 0 where no month has a bill †."""
    return floor(Fraction(total_fen, months) + Fraction(1, 2)) if months else 0


def shared(total_fen: int, weights: Sequence[int]) -> list[int]:
    """A customer's fee over their lines, in the proportion of ``weights``; the parts sum to it.

    What is left of whole fen goes to the greatest remainders, of equal ones to the first †. Weights
    below 0 count as 0; where none is above it, all are alike.
    """
    positive = [max(0, each) for each in weights]
    whole = positive if any(positive) else [1] * len(positive)
    exact = [Fraction(total_fen * each, sum(whole)) for each in whole]
    parts = [floor(each) for each in exact]
    by_rest = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_rest[: total_fen - sum(parts)]:
        parts[at] += 1
    return parts
