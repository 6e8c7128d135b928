"""The window of rewards, clicked through on a real book."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.conftest import TODAY
from tests.guard import gui_thread_guard
from tests.services.rewarding import award, figures
from tests.ui.shots import in_looks, shoot
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.domain.lottery import LotteryDraft, PrizeDraft
from vipdesk.domain.points import Figures
from vipdesk.domain.points_words import DiscountKind, Fulfilment, RewardKind
from vipdesk.domain.rewards import DiscountDraft, PartnerDraft, PartnerRow, RewardDraft
from vipdesk.domain.words import Tier
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.redemption_book import BasketDraft
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.store.book import Store
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.rewards.catalogue import CataloguePart
from vipdesk.ui.rewards.dialog import (
    CATALOGUE,
    DISCOUNTS,
    LOTTERIES,
    PARTNERS,
    SETTLEMENT,
    WAITING,
    RewardsDialog,
)
from vipdesk.ui.rewards.discounts import DiscountDialog, DiscountsPart
from vipdesk.ui.rewards.lotteries import LotteriesPart
from vipdesk.ui.rewards.partners import PartnersPart
from vipdesk.ui.rewards.problems_dialog import ProblemsDialog
from vipdesk.ui.rewards.settlement import SettlementPart
from vipdesk.ui.rewards.waiting import WaitingPart

SIZES = (QSize(1240, 700), QSize(1800, 960))
SPRING = LotteryDraft(
    "春节抽奖",
    100,
    TODAY,
    date(2026, 12, 31),
    (
        PrizeDraft("折叠屏手机", 1, 1, 699_900),
        PrizeDraft("保温杯", 10, 20, 5_900),
        PrizeDraft("谢谢参与", 200, 300),
    ),
)


@pytest.fixture
def wang(store: Store) -> int:
    draft = CustomerDraft(name="王志强", number="C1", tier=Tier.GOLD, joined_on=date(2019, 1, 1))
    customer_id = CustomerDesk.of(store).care.create(draft).value
    award(store, customer_id, 5_000)
    return customer_id


@pytest.fixture
def services(store: Store) -> RewardsDesk:
    return RewardsDesk.of(store)


def filled(services: RewardsDesk) -> None:
    """A catalogue of three groups, with what goes with it."""
    cafe = services.rewards.save_partner(
        PartnerDraft("晋咖啡（迎泽店）", "李女士 0351-2000000")
    ).value
    for draft in (
        RewardDraft(
            "T01", "国内流量 10 GB 月包", RewardKind.TELECOM, 800, {"gold": 720, "diamond": 640}
        ),
        RewardDraft(
            "N01",
            "保温杯 500 ml",
            RewardKind.NON_TELECOM,
            1_200,
            {"ordinary": 0},
            date(2026, 1, 1),
            date(2026, 12, 31),
            stock=20,
            year_limit=2,
            deferred=True,
        ),
        RewardDraft(
            "A01",
            "咖啡券",
            RewardKind.ALLIANCE,
            300,
            stackable=False,
            partner_id=cafe,
            partner_points=30,
            settle_fen=1_500,
            stock=0,
        ),
    ):
        services.rewards.save(draft)
    services.rewards.save_discounts(
        [
            (None, DiscountDraft("年末九折", DiscountKind.PERCENT, 1_000)),
            (None, DiscountDraft("金卡减 50", DiscountKind.POINTS, 50, None, Tier.GOLD)),
        ]
    )


def opened(qtbot: QtBot, services: RewardsDesk, jobs: Jobs, part: str) -> RewardsDialog:
    dialog = RewardsDialog(services, jobs, None, part)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(jobs.is_idle)
    return dialog


def test_a_reward_with_a_picture_is_made_and_changed(
    qtbot: QtBot, store: Store, services: RewardsDesk, jobs: Jobs, tmp_path: Path
) -> None:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#1F5EFF"))
    picture = tmp_path / "cup.png"
    assert image.save(str(picture))
    window = opened(qtbot, services, jobs, CATALOGUE)
    part = window.parts[CATALOGUE]
    assert isinstance(part, CataloguePart)
    with gui_thread_guard(store):
        dialog = part.add()
        dialog.number.setText("N1")
        dialog.name.setText("Cup")
        dialog.points.setText("1.5")
        dialog.tiers[Tier.GOLD].setText("90")
        dialog.primary_button.click()
        assert dialog.left_form.message("points") == "Only whole numbers are possible here."
        dialog.points.setText("100")
        dialog.choose_picture(tmp_path / "none.png")
        qtbot.waitUntil(lambda: "could not be read" in dialog.refusal())
        dialog.choose_picture(picture)
        qtbot.waitUntil(dialog.has_picture)
        with qtbot.waitSignal(dialog.written):
            dialog.primary_button.click()
        qtbot.waitUntil(lambda: len(part.rows()) == 1)
    (row,) = services.rewards.rewards()
    assert (row.draft.points, row.draft.tier_points, row.pictured) == (100, {"gold": 90}, True)
    part.table.go_to(row.id)
    again = part.edit()
    assert again is not None
    qtbot.waitUntil(again.has_picture)
    again.remove_picture.click()
    again.closed.setChecked(True)
    with qtbot.waitSignal(again.written):
        again.primary_button.click()
    row = services.rewards.reward(row.id)
    assert (row.pictured, row.draft.closed) == (False, True)


def test_a_picture_chosen_early_is_not_lost_to_a_late_reading(
    qtbot: QtBot,
    services: RewardsDesk,
    jobs: Jobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#1F5EFF"))
    picture = tmp_path / "cup.png"
    assert image.save(str(picture))
    window = opened(qtbot, services, jobs, CATALOGUE)
    part = window.parts[CATALOGUE]
    assert isinstance(part, CataloguePart)
    partners, go_on = services.rewards.partners, threading.Event()

    def late() -> list[PartnerRow]:
        assert go_on.wait(60)
        return partners()

    monkeypatch.setattr(services.rewards, "partners", late)
    dialog = part.add()
    dialog.choose_picture(picture)
    qtbot.waitUntil(dialog.has_picture)
    go_on.set()
    qtbot.waitUntil(jobs.is_idle)
    assert dialog.has_picture()
    dialog.reject()


def test_a_sheet_is_taken_in_and_its_problems_are_shown(
    qtbot: QtBot, services: RewardsDesk, jobs: Jobs, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as book:
        page = book.add_worksheet()
        rows = [("Reward number", "Reward", "Points"), ("N1", "Cup", 5), ("N2", "Pen", "x")]
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    dialog = opened(qtbot, services, jobs, CATALOGUE)
    part = dialog.parts[CATALOGUE]
    assert isinstance(part, CataloguePart)
    part.take_in(tmp_path / "c.xlsx")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ProblemsDialog)))
    (problems,) = dialog.findChildren(ProblemsDialog)
    assert problems.list.toPlainText() == "row 3, Points: This is not a number."
    qtbot.waitUntil(lambda: [row.name for row in part.rows()] == ["Cup"])
    part.export(tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "out.xlsx").exists() and jobs.is_idle())
    with qtbot.waitSignal(dialog.undo_requested):
        part.tell("x", undo=True)
        part.notice.acted.emit()


def test_discounts_are_added_moved_and_removed(
    qtbot: QtBot, services: RewardsDesk, jobs: Jobs
) -> None:
    filled(services)
    window = opened(qtbot, services, jobs, DISCOUNTS)
    part = window.parts[DISCOUNTS]
    assert isinstance(part, DiscountsPart)
    dialog = part.add()
    dialog.name.setText("春节")
    dialog.percent.setText("120")
    dialog.primary_button.click()
    assert "up to 100" in dialog.form.message("last")
    dialog.percent.setText("12.5")
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: len(part.rows()) == 3)
    part.table.go_to(part.rows()[2].id)
    part.up_button.click()
    qtbot.waitUntil(lambda: [r.draft.name for r in part.rows()][1] == "春节")
    assert services.rewards.discounts()[1].draft.amount == 1_250
    part.remove_button.click()
    qtbot.waitUntil(lambda: len(part.rows()) == 2)


def test_a_partner_is_made_and_a_name_is_given_once(
    qtbot: QtBot, services: RewardsDesk, jobs: Jobs
) -> None:
    filled(services)
    window = opened(qtbot, services, jobs, PARTNERS)
    part = window.parts[PARTNERS]
    assert isinstance(part, PartnersPart)
    dialog = part.add()
    dialog.name.setText("晋咖啡（迎泽店）")
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: "no other one has" in dialog.refusal())
    dialog.name.setText("影城")
    with qtbot.waitSignal(dialog.written):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: len(part.rows()) == 2)


def _draw(qtbot: QtBot, part: LotteriesPart, tries: int) -> None:
    """Draw for the only customer; it is try number ``tries``."""
    draw = part.draw()
    assert draw is not None
    assert not draw.primary_button.isEnabled()
    draw.picker.search("wang")
    qtbot.waitUntil(lambda: bool(draw.picker.results()))
    draw.picker.set_choice(draw.picker.results()[0])
    draw.picker.picked.emit(draw.picker.results()[0])
    qtbot.waitUntil(draw.primary_button.isEnabled)
    with qtbot.waitSignal(draw.written):
        draw.primary_button.click()
    qtbot.waitUntil(lambda: part.rows()[0].row.tries == tries)


def test_a_lottery_is_made_drawn_checked_and_revealed(
    qtbot: QtBot, store: Store, services: RewardsDesk, jobs: Jobs, wang: int
) -> None:
    window = opened(qtbot, services, jobs, LOTTERIES)
    part = window.parts[LOTTERIES]
    assert isinstance(part, LotteriesPart)
    with gui_thread_guard(store):
        dialog = part.add()
        dialog.name.setText("S")
        dialog.points.setText("100")
        dialog.first.set_value(TODAY)
        dialog.last.set_value(TODAY)
        dialog.prizes.set_rows([("Phone", "1", "0", ""), ("Thanks", "2", "9", "")])
        dialog.primary_button.click()
        assert dialog.prizes.message(0) == "Stock and weight are whole numbers from 1."
        dialog.prizes.set_rows([("Phone", "1", "1", "3000"), ("Thanks", "2", "9", "")])
        with qtbot.waitSignal(dialog.written):
            dialog.primary_button.click()
        qtbot.waitUntil(lambda: len(part.rows()) == 1)
        told = part.rows()[0].row.commitment
        assert part.commitment.text().replace(" ", "") == told
        assert not part.reveal_button.isEnabled()
        for tries in (1, 2, 3):
            _draw(qtbot, part, tries)
        assert not part.draw_button.isEnabled()
        part.check_button.click()
        qtbot.waitUntil(lambda: "Draws redone: 3." in part.notice.accessibleName())
        reveal = part.reveal()
        assert reveal is not None
        with qtbot.waitSignal(reveal.written):
            reveal.primary_button.click()
        qtbot.waitUntil(lambda: bool(part.rows()[0].row.seed))
    assert part.seed.text().replace(" ", "") == services.lotteries.lotteries()[0].seed
    assert figures(store, wang) == Figures(4_700, 0)


def test_what_is_waiting_is_moved_on_together(
    qtbot: QtBot, store: Store, services: RewardsDesk, jobs: Jobs, wang: int
) -> None:
    filled(services)
    ids = {row.draft.number: row.id for row in services.rewards.rewards()}
    redemptions = RedemptionService(store)
    redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(ids["T01"], 2)]))
    redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(ids["N01"], 1)]))
    window = opened(qtbot, services, jobs, WAITING)
    part = window.parts[WAITING]
    assert isinstance(part, WaitingPart)
    part.table.selectAll()
    part.steps[Fulfilment.ORDERED].click()
    qtbot.waitUntil(lambda: {r.state for r in part.rows()} == {Fulfilment.ORDERED})
    before = figures(store, wang)
    assert before.held == 1_030
    part.table.selectAll()
    part.steps[Fulfilment.HANDED_OVER].click()
    qtbot.waitUntil(lambda: not part.rows())
    assert figures(store, wang) == Figures(before.total - 1_030, 0)


def test_a_month_is_shown_and_written(
    qtbot: QtBot, store: Store, services: RewardsDesk, jobs: Jobs, wang: int, tmp_path: Path
) -> None:
    filled(services)
    coffee = next(row for row in services.rewards.rewards() if row.draft.number == "A01")
    services.rewards.save(replace(coffee.draft, stock=None), coffee.id)
    RedemptionService(store).redeem(
        BasketDraft(customer_id=wang, wanted=[(coffee.id, 2)], on=date(2026, 10, 9))
    )
    window = opened(qtbot, services, jobs, SETTLEMENT)
    part = window.parts[SETTLEMENT]
    assert isinstance(part, SettlementPart)
    assert part.month.value() == "2026-10"
    assert part.note.text() == "Owed in all: 30.00 yuan"
    for name in ("s.pdf", "s.xlsx"):
        part.save(tmp_path / name)
        qtbot.waitUntil(lambda name=name: (tmp_path / name).exists())  # type: ignore[misc]
    qtbot.waitUntil(jobs.is_idle)
    part.month.set_value("2026-11")
    part.reload()
    qtbot.waitUntil(lambda: not part.rows())


@pytest.mark.shots
def test_shots(qtbot: QtBot, store: Store, services: RewardsDesk, jobs: Jobs, wang: int) -> None:
    filled(services)
    ids = {row.draft.number: row.id for row in services.rewards.rewards()}
    coffee = services.rewards.reward(ids["A01"])
    services.rewards.save(replace(coffee.draft, stock=None), coffee.id)
    redemptions = RedemptionService(store)
    redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(ids["T01"], 2), (ids["A01"], 1)]))
    redemptions.redeem(BasketDraft(customer_id=wang, wanted=[(ids["N01"], 1)]))
    redemptions.redeem(
        BasketDraft(customer_id=wang, wanted=[(ids["A01"], 2)], on=date(2026, 10, 9))
    )
    lottery = services.lotteries.save(SPRING).value.id
    for _try in range(2):
        services.lotteries.draw(lottery, wang)
    for dialog in in_looks(lambda: opened(qtbot, services, jobs, CATALOGUE)):
        for part in dialog.parts:
            dialog.show_part(part)
            qtbot.waitUntil(jobs.is_idle)
            for size in SIZES:
                shoot(qtbot, dialog, f"rewards-{part}", size)
        _shoot_dialogs(qtbot, dialog, jobs)


def _shoot_dialogs(qtbot: QtBot, dialog: RewardsDialog, jobs: Jobs) -> None:
    catalogue, lotteries = dialog.parts[CATALOGUE], dialog.parts[LOTTERIES]
    discounts, partners = dialog.parts[DISCOUNTS], dialog.parts[PARTNERS]
    assert isinstance(catalogue, CataloguePart)
    assert isinstance(lotteries, LotteriesPart)
    assert isinstance(discounts, DiscountsPart)
    assert isinstance(partners, PartnersPart)
    catalogue.table.go_to(catalogue.rows()[0].id)
    made = {
        "reward": catalogue.edit(),
        "lottery": lotteries.edit(),
        "draw": lotteries.draw(),
        "reveal": lotteries.reveal(),
        "discount": DiscountDialog(discounts.rows()[0].draft, dialog),
        "partner": partners.edit(),
    }
    qtbot.waitUntil(jobs.is_idle)
    for name, each in made.items():
        assert each is not None
        shoot(qtbot, each, f"rewards-dialog-{name}", each.sizeHint())
        each.hide()
