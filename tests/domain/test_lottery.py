from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vipdesk.domain.lottery import (
    LotteryDraft,
    LotteryError,
    PrizeDraft,
    check,
    commitment,
    committed,
    drawn,
    odds,
    tidied,
    verify,
)

SEED = bytes(range(32))
PRIZES = (
    PrizeDraft("Phone", 1, 1, 500_000),
    PrizeDraft("Cup", 2, 9, 1_000),
    PrizeDraft("-", 7, 90),
)
SPRING = LotteryDraft("Spring", 10, date(2026, 11, 1), date(2026, 11, 30), PRIZES)


def redone(draft: LotteryDraft, seed: bytes, count: int) -> dict[int, int]:
    given = [0] * len(draft.prizes)
    found = {}
    for position in range(1, count + 1):
        place = drawn(draft.prizes, given, seed, position)
        given[place] += 1
        found[position] = place
    return found


def test_what_is_committed_to_can_be_digested_with_any_tool() -> None:
    text = committed(SPRING, SEED)
    assert text.splitlines() == [
        "VIPDesk lottery 1",
        "points\t10",
        "1\t1\tPhone",
        "2\t9\tCup",
        "7\t90\t-",
        f"seed\t{SEED.hex()}",
    ]
    assert commitment(SPRING, SEED) == sha256(text.encode()).hexdigest()


def test_a_draw_is_what_a_reader_of_the_record_computes() -> None:
    """The printed description, done by hand."""
    left = {"Phone": [1, 1], "Cup": [2, 9], "-": [7, 90]}
    for position, place in redone(SPRING, SEED, 10).items():
        number = int(sha256(f"{SEED.hex()}:{position}".encode()).hexdigest(), 16)
        number %= sum(weight for stock, weight in left.values() if stock)
        sums = accumulate(weight if stock else 0 for stock, weight in left.values())
        won = next(name for name, upto in zip(left, sums, strict=True) if number < upto)
        assert SPRING.prizes[place].name == won
        left[won][0] -= 1


def test_odds_are_of_what_is_left() -> None:
    assert odds(PRIZES, [0, 0, 0]) == [Fraction(1, 100), Fraction(9, 100), Fraction(9, 10)]
    assert odds(PRIZES, [1, 0, 7]) == [0, 1, 0]
    assert odds(PRIZES, [1, 2, 7]) == [0, 0, 0]
    with pytest.raises(ValueError, match="no prize"):
        drawn(PRIZES, [1, 2, 7], SEED, 11)


@given(
    seed=st.binary(min_size=32, max_size=32),
    stocks=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 50)), min_size=1, max_size=5),
)
def test_every_prize_is_drawn_as_often_as_it_is_there(
    seed: bytes, stocks: list[tuple[int, int]]
) -> None:
    draft = replace(SPRING, prizes=tuple(PrizeDraft("p", *each) for each in stocks))
    count = sum(stock for stock, _weight in stocks)
    tries = redone(draft, seed, count)
    assert sorted(tries.values()) == [
        at for at, (stock, _w) in enumerate(stocks) for _ in range(stock)
    ]
    verdict = verify(draft, seed, commitment(draft, seed), tries)
    assert verdict.holds
    assert verdict.tries == count


def test_what_was_altered_is_found() -> None:
    told, tries = commitment(SPRING, SEED), redone(SPRING, SEED, 6)
    other = {**tries, 3: (tries[3] + 1) % 3}
    assert verify(SPRING, SEED, told, other).wrong == (3,)
    assert verify(SPRING, SEED, told, {k: v for k, v in tries.items() if k != 2}).wrong == (2,)
    assert not verify(SPRING, bytes(32), told, tries).committed
    fatter = replace(SPRING, prizes=(replace(PRIZES[0], stock=2), *PRIZES[1:]))
    assert not verify(fatter, SEED, told, tries).committed
    assert verify(SPRING, SEED, told, redone(SPRING, SEED, 10) | {11: 2}).wrong == (11,)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SPRING, name=" "),
        replace(SPRING, points=0),
        replace(SPRING, ends_on=date(2026, 10, 31)),
        replace(SPRING, prizes=()),
        replace(SPRING, prizes=(replace(PRIZES[0], name="\t"),)),
        replace(SPRING, prizes=(replace(PRIZES[0], stock=0),)),
        replace(SPRING, prizes=(replace(PRIZES[0], weight=0),)),
    ],
)
def test_a_lottery_that_cannot_be_held_is_refused(wrong: LotteryDraft) -> None:
    check(tidied(SPRING))
    with pytest.raises(LotteryError):
        check(tidied(wrong))


def test_names_are_committed_to_on_one_line() -> None:
    draft = tidied(replace(SPRING, prizes=(PrizeDraft(" a\tb\nc ", 1, 1),)))
    assert draft.prizes[0].name == "a b c"
