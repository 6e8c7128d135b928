from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from tests.conftest import TODAY
from tests.services.rewarding import award, figures
from vipdesk.domain.lottery import LotteryDraft, PrizeDraft, RevealedError, commitment
from vipdesk.domain.points import Figures
from vipdesk.domain.points_words import Fulfilment
from vipdesk.domain.redemption import RedemptionRefusedError
from vipdesk.services.fulfilment import FulfilmentService
from vipdesk.services.journal_list import JournalListService, JournalQuery
from vipdesk.services.lotteries import DrawnFromError, LotteryService, odds_words, verdict_words
from vipdesk.store.book import Store
from vipdesk.texts import translator

SEED = bytes(range(32))
SPRING = LotteryDraft(
    "春季抽奖",
    10,
    TODAY,
    date(2026, 11, 30),
    (PrizeDraft("手机", 1, 1, 500_000), PrizeDraft("谢谢参与", 2, 9)),
)


@pytest.fixture
def service(store: Store) -> LotteryService:
    return LotteryService(store, lambda: SEED)


@pytest.fixture
def rich(store: Store, wang: int) -> int:
    award(store, wang, 100)
    return wang


@pytest.fixture
def spring(service: LotteryService) -> int:
    return service.save(SPRING).value.id


def test_odds_are_rounded_half_up() -> None:
    assert [odds_words(Fraction(1, n)) for n in (40, 800)] == ["2.50 % (1/40)", "0.13 % (1/800)"]


def test_the_commitment_is_told_and_the_seed_is_not(service: LotteryService, store: Store) -> None:
    row = service.save(SPRING).value
    assert row.commitment == commitment(SPRING, SEED)
    assert row.seed == ""
    record = service.record(row.id, "en")
    assert SEED.hex() not in repr(record)
    assert row.commitment == record.commitment
    journal = JournalListService(store)
    (newest, *_others) = journal.find_ids(JournalQuery(), str)
    assert row.commitment[:8] in repr(journal.detail(newest, str))
    assert SEED.hex() not in repr(journal.detail(newest, str)).casefold()


def test_points_and_prize_are_taken_in_one_and_cannot_be_undone(
    service: LotteryService, store: Store, rich: int, spring: int
) -> None:
    made = [service.draw(spring, rich).value for _try in range(3)]
    assert [each.position for each in made] == [1, 2, 3]
    assert sorted(each.prize for each in made) == ["手机", "谢谢参与", "谢谢参与"]
    assert figures(store, rich) == Figures(70, 0)
    row = service.lottery(spring)
    assert (row.left, row.tries) == (0, 3)
    assert not any(prize.odds for prize in row.prizes)
    assert [(x.name, x.state) for x in FulfilmentService(store).waiting()] == [
        ("手机", Fulfilment.OPEN)  # what is worth nothing is not handed over
    ]
    with pytest.raises(RedemptionRefusedError) as error:
        service.draw(spring, rich)
    assert "All prizes of “春季抽奖” are drawn." in error.value.sentence(str)
    assert figures(store, rich) == Figures(70, 0)
    assert service.verify(spring).holds


def test_a_draw_is_refused_with_every_reason(
    service: LotteryService, wang: int, spring: int
) -> None:
    later = replace(SPRING, starts_on=date(2026, 11, 22))
    service.save(later, spring)
    with pytest.raises(RedemptionRefusedError) as error:
        service.draw(spring, wang)
    assert error.value.sentence(str) == (
        "Not redeemed. Nothing was changed. "
        "“春季抽奖” runs from 2026-11-22 to 2026-11-30, not on 2026-11-21. "
        "10 points are needed and 0 are available."
    )
    assert [each.message for each in service.reasons(spring, wang)] == [
        each.message for each in error.value.reasons
    ]


def test_after_the_first_try_only_day_and_note_can_change(
    service: LotteryService, rich: int, spring: int
) -> None:
    service.save(replace(SPRING, points=20), spring)
    row = service.save(SPRING, spring).value
    service.draw(spring, rich)
    with pytest.raises(DrawnFromError):
        service.save(replace(SPRING, points=5), spring)
    longer = service.save(replace(SPRING, ends_on=date(2026, 12, 31), note="n"), spring).value
    assert (longer.draft.ends_on, longer.draft.note) == (date(2026, 12, 31), "n")
    assert longer.commitment == row.commitment
    assert service.verify(spring).holds


def test_the_seed_is_revealed_once_and_ends_it(
    service: LotteryService, rich: int, spring: int
) -> None:
    service.draw(spring, rich)
    assert service.reveal(spring).value.seed == SEED.hex()
    with pytest.raises(RevealedError):
        service.reveal(spring)
    with pytest.raises(RedemptionRefusedError) as error:
        service.draw(spring, rich)
    assert "its seed is revealed" in error.value.sentence(str)


def test_anybody_can_redo_the_draws_from_the_printed_record(
    service: LotteryService, rich: int, spring: int, tmp_path: Path
) -> None:
    service.draw(spring, rich)
    service.reveal(spring)
    path = service.write_record(spring, tmp_path / "record.pdf", "zh").value
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    told = "".join(words.split())
    for part in (service.lottery(spring).commitment, SEED.hex(), "春季抽奖", "VIPDesklottery1"):
        assert part in told
    assert "王" not in told


def test_what_was_altered_behind_the_desk_is_told(
    service: LotteryService, store: Store, rich: int, spring: int
) -> None:
    for _try in range(3):
        service.draw(spring, rich)
    with store.action("lottery.save") as session:
        session.execute(text("UPDATE lottery_try SET prize_id = 3 - prize_id WHERE position = 1"))
    assert 1 in service.verify(spring).wrong
    said = verdict_words(service.verify(spring), translator("en"))
    assert said.startswith("These draws are NOT what seed and prizes give: 1")


def test_a_new_lottery_can_be_taken_back(
    service: LotteryService, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    takes_back(lambda: service.save(SPRING))
