"""A lottery that anyone can redo: prizes and seed committed to before, drawn in order, revealed.

The draw uses nothing but SHA-256, so that a printed record can be checked with any tool:

* the commitment is the digest of the UTF-8 text `committed`: a line with the format's name, one
  with the points of a try, one for each prize with its stock, weight and name, and one with the
  seed in hex digits; the lines are parted by tabs and ended by line feeds;
* try number k takes the number that the digest of ``seed:k`` is (the seed in hex digits, k in
  decimal), modulo the sum of the weights of all prizes that still have stock; the prize is the
  first one, in the order of the list, whose running sum of weights is greater.

A remainder of a number of 256 bits favours no prize by more than one part in 2 to the power of 200.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

FORMAT = "VIPDesk lottery 1"
MOST_PRIZES = 100
LARGEST = 1_000_000_000  # of a stock or a weight


class LotteryError(VipDeskError):
    """Base of what is wrong with a lottery; nothing is changed."""


class LotteryNameError(LotteryError):
    """It has no name."""

    message = N_("A lottery needs a name. Nothing was saved.")


class LotteryPointsError(LotteryError):
    """A try costs nothing."""

    message = N_("A try costs 1 point or more. Nothing was saved.")


class LotteryDaysError(LotteryError):
    """It ends before it begins."""

    message = N_("The last day {last} lies before the first day {first}. Nothing was saved.")


class NoPrizesError(LotteryError):
    """Nothing can be won."""

    message = N_("A lottery needs 1 to {most} prizes, each with a name. Nothing was saved.")


class PrizeNumbersError(LotteryError):
    """Stock or weight is out of bounds."""

    message = N_("“{name}” needs a stock and a weight of 1 or more. Nothing was saved.")


class NotRunningError(LotteryError):
    """The day is not one of its days."""

    message = N_("“{name}” runs from {first} to {last}, not on {day}.")


class RevealedError(LotteryError):
    """Its seed is known: a further draw could be foretold."""

    message = N_("“{name}” is over: its seed is revealed, so nothing more is drawn.")


class DrawnOutError(LotteryError):
    """All prizes are gone."""

    message = N_("All prizes of “{name}” are drawn.")


@dataclass(frozen=True, slots=True)
class PrizeDraft:
    """A prize: how many there are, and with what weight it is drawn while one is left."""

    name: str
    stock: int
    weight: int
    worth_fen: int = 0  # 0: there is nothing to hand over


@dataclass(frozen=True, slots=True)
class LotteryDraft:
    """A lottery as typed."""

    name: str
    points: int  # of one try
    starts_on: date
    ends_on: date  # included
    prizes: tuple[PrizeDraft, ...]
    note: str = ""


def tidied(draft: LotteryDraft) -> LotteryDraft:
    """With every name on one line, as it is committed to."""
    prizes = (
        PrizeDraft(" ".join(p.name.split()), p.stock, p.weight, p.worth_fen) for p in draft.prizes
    )
    return LotteryDraft(
        " ".join(draft.name.split()),
        draft.points,
        draft.starts_on,
        draft.ends_on,
        tuple(prizes),
        draft.note.strip(),
    )


def check(draft: LotteryDraft) -> None:
    """Refuse a lottery that can't be held.

    Raises:
        LotteryError: One of its kinds.
    """
    if not draft.name:
        raise LotteryNameError
    if draft.points < 1:
        raise LotteryPointsError
    if draft.ends_on < draft.starts_on:
        first, last = draft.starts_on.isoformat(), draft.ends_on.isoformat()
        raise LotteryDaysError(first=first, last=last)
    if not 0 < len(draft.prizes) <= MOST_PRIZES or not all(p.name for p in draft.prizes):
        raise NoPrizesError(most=MOST_PRIZES)
    for prize in draft.prizes:
        if not (0 < prize.stock <= LARGEST and 0 < prize.weight <= LARGEST):
            raise PrizeNumbersError(name=prize.name)


def committed(draft: LotteryDraft, seed: bytes) -> str:
    """The text whose digest is told before the first draw."""
    prizes = (f"{prize.stock}\t{prize.weight}\t{prize.name}" for prize in draft.prizes)
    lines = (FORMAT, f"points\t{draft.points}", *prizes, f"seed\t{seed.hex()}")
    return "".join(f"{line}\n" for line in lines)


def commitment(draft: LotteryDraft, seed: bytes) -> str:
    """SHA-256 of what is committed to, in hex digits."""
    return sha256(committed(draft, seed).encode()).hexdigest()


def ticket(seed: bytes, position: int) -> int:
    """The number of try ``position``, counted from 1."""
    return int.from_bytes(sha256(f"{seed.hex()}:{position}".encode()).digest(), "big")


def drawn(prizes: Sequence[PrizeDraft], given: Sequence[int], seed: bytes, position: int) -> int:
    """The place of the prize that try ``position`` wins.

    Args:
        prizes: In their order.
        given: How many of each were drawn before.
        seed: Of 32 bytes.
        position: Of the try, counted from 1.

    Raises:
        ValueError: No prize is left; the caller asks `odds` before.
    """
    weights = _weights(prizes, given)
    left = sum(weights)
    if not left:
        raise ValueError("no prize is left")
    number = ticket(seed, position) % left
    for place, weight in enumerate(weights):
        if number < weight:
            return place
        number -= weight
    raise AssertionError(number)


def odds(prizes: Sequence[PrizeDraft], given: Sequence[int]) -> list[Fraction]:
    """How likely the next try wins each prize; all 0 where none is left."""
    weights = _weights(prizes, given)
    left = sum(weights)
    return [Fraction(weight, left) if left else Fraction(0) for weight in weights]


def _weights(prizes: Sequence[PrizeDraft], given: Sequence[int]) -> list[int]:
    return [
        prize.weight if gone < prize.stock else 0 for prize, gone in zip(prizes, given, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What redoing a lottery came to.

    Attributes:
        committed: Whether seed and prizes are what was committed to.
        tries: How many tries were redone.
        wrong: Positions whose prize is not what the draw gives, or that are missing.
    """

    committed: bool
    tries: int
    wrong: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether all is as it must be."""
        return self.committed and not self.wrong


def verify(draft: LotteryDraft, seed: bytes, told: str, prizes_of: Mapping[int, int]) -> Verdict:
    """Redo a lottery from its first try.

    Args:
        draft: As it is kept.
        seed: As it is kept or revealed.
        told: The commitment that was told before.
        prizes_of: Position of each try → place of the prize that it is said to have won.
    """
    given = [0] * len(draft.prizes)
    wrong = []
    last = max(prizes_of, default=0)
    for position in range(1, last + 1):
        said = prizes_of.get(position)
        if not any(_weights(draft.prizes, given)):
            wrong.append(position)
            continue
        place = drawn(draft.prizes, given, seed, position)
        if said != place:
            wrong.append(position)
        given[place] += 1
    return Verdict(commitment(draft, seed) == told, last, tuple(wrong))
