from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from vipdesk.domain.points_words import DiscountKind, RewardKind
from vipdesk.domain.rewards import DiscountDraft, PartnerDraft, RewardDraft, RewardError
from vipdesk.errors import NotFoundError
from vipdesk.services.journal import JournalService
from vipdesk.services.reward_sheet import NotACatalogueError
from vipdesk.services.rewards import (
    MOST_PICTURE,
    NotAPictureError,
    NumberTakenError,
    PartnerNameError,
    PictureTooLargeError,
    PictureUnreadableError,
    RewardService,
    TakenIn,
)
from vipdesk.store.book import Store
from vipdesk.texts import translator

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
CUP = RewardDraft(
    "N1",
    "Cup",
    RewardKind.NON_TELECOM,
    500,
    {"gold": 450, "ordinary": 0},
    date(2026, 1, 1),
    date(2026, 12, 31),
    stock=10,
    year_limit=2,
    deferred=True,
    stackable=False,
    partner_points=20,
    settle_fen=1_250,
    terms="Ten days.",
)


@pytest.fixture
def service(store: Store) -> RewardService:
    return RewardService(store)


def sheet(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def test_a_reward_is_written_changed_and_taken_back(
    service: RewardService, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    takes_back(lambda: service.save(CUP, picture=PNG))
    (row,) = service.rewards()
    assert (row.draft, row.left, row.pictured) == (CUP, 10, True)
    takes_back(lambda: service.save(replace(CUP, name="Mug", closed=True), row.id))
    assert service.picture(row.id) == PNG
    assert service.rewards(offered=True) == []
    service.save(CUP, row.id, picture=b"")
    assert service.picture(row.id) is None
    takes_back(lambda: service.delete(row.id))
    with pytest.raises(NotFoundError):
        service.reward(row.id)


def test_a_number_belongs_to_one_reward(service: RewardService) -> None:
    service.save(CUP)
    with pytest.raises(NumberTakenError) as error:
        service.save(replace(CUP, name="Mug"))
    assert "“Cup”" in str(error.value)
    assert [row.name for row in service.rewards()] == ["Cup"]


def test_pictures_are_small_png_or_jpeg(service: RewardService, tmp_path: Path) -> None:
    picture = tmp_path / "cup.png"
    picture.write_bytes(PNG)
    assert service.read_picture(picture) == PNG
    picture.write_bytes(PNG + bytes(MOST_PICTURE))
    with pytest.raises(PictureTooLargeError) as error:
        service.read_picture(picture)
    assert "1,025 KB" in str(error.value)
    picture.write_bytes(b"GIF89a")
    with pytest.raises(NotAPictureError):
        service.read_picture(picture)
    with pytest.raises(PictureUnreadableError):
        service.read_picture(tmp_path)


def test_discounts_keep_their_order(
    service: RewardService, takes_back: Callable[[Callable[[], object]], None]
) -> None:
    spring = DiscountDraft("Spring", DiscountKind.PERCENT, 1_000)
    gold = DiscountDraft("Gold", DiscountKind.POINTS, 50)
    first, second = service.save_discounts([(None, spring), (None, gold)]).value
    takes_back(lambda: service.save_discounts([(second, gold), (None, spring)]))
    rows = service.discounts()
    assert [row.draft for row in rows] == [gold, spring]
    assert rows[0].id == second
    assert first not in {row.id for row in rows}


def test_partners_have_names_of_their_own(service: RewardService) -> None:
    cafe = service.save_partner(PartnerDraft("Cafe", "Ms Li")).value
    with pytest.raises(PartnerNameError):
        service.save_partner(PartnerDraft("Cafe"))
    with pytest.raises(PartnerNameError):
        service.save_partner(PartnerDraft(" "))
    service.save_partner(PartnerDraft("Cafe", closed=True), cafe)
    assert [(row.id, row.draft.closed) for row in service.partners()] == [(cafe, True)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exported_catalogue_is_read_back_whole(
    store: Store, service: RewardService, tmp_path: Path, language: str
) -> None:
    partner = service.save_partner(PartnerDraft("Cafe")).value
    service.save(replace(CUP, partner_id=partner))
    service.save(RewardDraft("0002", "Data", points=7))
    path = tmp_path / "catalogue.xlsx"
    assert service.export(path, translator(language)).value == 2
    before = service.rewards()
    assert service.take_in(path).value == TakenIn(0, 0, 2, ())
    for row in before:
        service.delete(row.id)
    assert service.take_in(path).value == TakenIn(2, 0, 0, ())
    assert [row.draft for row in service.rewards()] == [row.draft for row in before]
    JournalService(store).undo()
    assert service.rewards() == []


def test_problems_are_told_by_row_and_the_other_rows_are_taken(
    service: RewardService, tmp_path: Path
) -> None:
    service.save(CUP)
    rows = [
        ("礼品编号", "礼品", "类别", "积分", "库存", "生效日期", "截止日期", "合作方"),
        ("N1", "Cup", "非通信类", "600", "9", "", "", "Cafe"),
        ("N2", "Pen", "toy", "100", "", "", "", ""),
        ("N3", "Pen", "联盟类", "1.5", "", "", "", ""),
        ("", "Pen", "联盟类", "100", "", "", "", ""),
        ("N1", "Mug", "联盟类", "100", "", "", "", ""),
        ("N4", "Pen", "联盟类", "100", "", "2026-02-01", "2026-01-01", ""),
        ("N5", "", "联盟类", "100", "", "", "", ""),
        ("N6", "Pen", "", "100", "", "", "", "Cafe"),
    ]
    taken = service.take_in(sheet(tmp_path / "rewards.xlsx", rows)).value
    assert (taken.added, taken.changed, taken.same) == (1, 1, 0)
    assert [problem.row for problem in taken.problems] == [3, 4, 5, 6, 7, 8]
    assert [p.column for p in taken.problems] == ["类别", "积分", "礼品编号", "礼品编号", "", ""]
    cup, pen = service.rewards()
    assert cup.draft == replace(
        CUP, points=600, stock=9, valid_from=None, valid_to=None, partner_id=pen.draft.partner_id
    )
    assert (pen.name, pen.partner, pen.kind) == ("Pen", "Cafe", RewardKind.TELECOM)


def test_a_file_without_numbers_is_no_catalogue(service: RewardService, tmp_path: Path) -> None:
    path = sheet(tmp_path / "other.xlsx", [("姓名", "手机"), ("王", "1")])
    with pytest.raises(NotACatalogueError):
        service.take_in(path)


def test_nothing_is_saved_of_a_wrong_draft(service: RewardService) -> None:
    with pytest.raises(RewardError):
        service.save(replace(CUP, points=0))
    assert service.rewards() == []
