"""A book with a lively customer, for the windows that show one."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.conftest import NOW, TODAY, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.customer_draft import (
    AddOn,
    ComplaintDraft,
    CustomerDraft,
    LineDraft,
    TouchpointDraft,
)
from vipdesk.domain.months import months_until
from vipdesk.domain.words import (
    Channel,
    CircleKind,
    ComplaintLevel,
    DateKind,
    Direction,
    LineKind,
    NeedStatus,
    Result,
    Stage,
    Tier,
)
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    AccountBalance,
    Bill,
    Customer,
    Line,
    Payment,
    Usage,
)

PHONE = "13900008812"
ID_NUMBER = "11010519491231002X"
STREET = "晋商大厦1203"


@pytest.fixture(scope="session")
def lively_profile(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the book of `fill`, made once; each test copies it."""
    profile = shutil.copytree(empty_profile, tmp_path_factory.mktemp("lively") / "profile")
    store = open_book(profile, clock=fixed_clock)
    fill(store)
    store.close()
    return profile


@pytest.fixture(scope="session")
def demo_furnished(furnishing: Furnishing) -> Furnished[None]:
    """A book with 320 invented customers, made once."""
    return furnishing(at_work(_fill_demo))


def _fill_demo(store: Store) -> None:
    DemoService(store).fill(320, 7)


@pytest.fixture
def lively_store(lively_profile: Path, tmp_path: Path) -> Iterator[Store]:
    """The book of `fill`, of the test's own."""
    profile = shutil.copytree(lively_profile, tmp_path / "lively")
    store = open_book(profile, clock=fixed_clock)
    yield store
    store.close()


def fill(store: Store) -> tuple[int, int]:
    """Write 王志强 with all that a detail can show, and 陈晓燕; returns their ids."""
    desk = CustomerDesk.of(store)
    wang = desk.care.create(
        CustomerDraft(
            name="王志强", number="C00012847", gender="m", phone=PHONE, id_number=ID_NUMBER,
            address=f"太原市迎泽区{STREET}", email="wang@example.com", employer="晋商集团",
            birthday=Birthday(1949, 11, 12, lunar=True), joined_on=date(2019, 9, 21),
            stage=Stage.MATURE, preferred_channel=Channel.PHONE, preferred_hours="19:00 后",
            interests="钓鱼、自驾", tier=Tier.DIAMOND, note="楼下停车难，提前十分钟到。",
        )
    ).value  # fmt: skip
    chen = desk.care.create(
        CustomerDraft(name="陈晓燕", number="C00012848", phone="18600000457", tier=Tier.GOLD)
    ).value
    _lines(store, desk, wang, chen)
    _contacts(store, desk, wang)
    _complaints(desk, wang)
    desk.groups.tag([wang], "车友会")
    desk.groups.tag([wang, chen], "双卡")
    circle = desk.circles.create(wang, "王家", CircleKind.FAMILY, "父亲").value
    desk.circles.join(circle, chen, "儿媳")
    desk.care.set_tier(wang, Tier.GOLD, date(2027, 1, 1))
    desk.onboarding.tick(desk.onboarding.begin(chen).value, "1", done=True)
    with store.action("customer.edit", customer_id=wang) as session:
        session.get_one(Customer, wang).extra = {"信用等级": "A", "归属网格": "迎泽-07"}
    return wang, chen


def _complaints(desk: CustomerDesk, wang: int) -> None:
    told = (
        (3, None, "资费争议", ComplaintLevel.ESCALATED, None, "账单里有没办过的增值业务"),
        (62, 58, "网络质量", ComplaintLevel.OWN, True, "家里信号差，视频卡顿"),
    )
    for days, closed, kind, level, upheld, text in told:
        draft = ComplaintDraft(
            customer_id=wang, opened_on=TODAY - timedelta(days), kind=kind, level=level,
            closed_on=None if closed is None else TODAY - timedelta(closed), upheld=upheld,
            text=text, number=f"TS2026{days:04d}",
        )  # fmt: skip
        desk.complaints.save(draft)


def _lines(store: Store, desk: CustomerDesk, wang: int, chen: int) -> None:
    mobile = LineDraft(
        number=PHONE, plan="融合299", fee_fen=29_900, opened_on=date(2019, 9, 21),
        account_number="A100200", effective_on=date(2024, 12, 1),
        ends_on={DateKind.CONTRACT: TODAY + timedelta(9), DateKind.REBATE: date(2027, 5, 31)},
        add_ons=(AddOn("视频彩铃", date(2025, 3, 1)),), former_operator="移动",
    )  # fmt: skip
    line = desk.lines.create(wang, mobile).value
    access = LineDraft(
        number="SX0351887766", kind=LineKind.BROADBAND, plan="包年宽带500M", fee_fen=9_900,
        opened_on=date(2023, 6, 1), effective_on=date(2024, 6, 1), account_number="A100200",
        ends_on={DateKind.STOP: date(2027, 3, 31)},
    )  # fmt: skip
    desk.lines.create(wang, access)
    desk.lines.create(chen, LineDraft(number="18600000457", plan="畅享129", effective_on=TODAY))
    _bills(store, line)


def _bills(store: Store, line_id: int) -> None:
    months = months_until("2026-10", 12)
    fees = (31260, 30800, 31500, 30100, 30700, 31100, 29000, 28300, 27600, 25600, 23800, 21530)
    with store.action("line.edit") as session:
        session.execute(
            insert(Bill),
            [
                {"line_id": line_id, "month": m, "fee_fen": f}
                for m, f in zip(months, fees, strict=True)
            ],
        )
        session.execute(
            insert(Usage),
            [
                {"line_id": line_id, "month": month, "voice_seconds": 60 * (300 - 12 * n),
                 "data_bytes": (40 - n) << 30, "messages": 20 + n}
                for n, month in enumerate(months[2:])
            ],
        )  # fmt: skip
        account = session.get_one(Account, session.get_one(Line, line_id).account_id)
        session.add(AccountBalance(account_id=account.id, as_of=TODAY, balance_fen=8640,
                                   arrears_fen=0))  # fmt: skip
        paid = (
            (3, 20_000, "微信"),
            (3, 20_000, "微信"),
            (41, 10_000, "营业厅"),
            (75, 30_000, None),
        )
        session.add_all(
            Payment(account_id=account.id, paid_on=TODAY - timedelta(days), occurrence=n,
                    amount_fen=fen, channel=channel)
            for n, (days, fen, channel) in enumerate(paid, 1)
        )  # fmt: skip


def _contacts(store: Store, desk: CustomerDesk, wang: int) -> None:
    said = (
        (9, Channel.PHONE, Direction.OUT, Result.ATTEMPTED, None, "", "再联系"),
        (44, Channel.HALL, Direction.OUT, Result.CONNECTED, None, "关注家庭融合套餐，想加宽带", ""),
        (60, Channel.PHONE, Direction.IN, Result.CONNECTED, 260, "问合约到期怎么办", ""),
        (90, Channel.SMS, Direction.OUT, Result.CONNECTED, None, "国庆问候", ""),
    )  # fmt: skip
    for days, channel, direction, result, seconds, note, step in said:
        draft = TouchpointDraft(
            customer_id=wang,
            at=NOW - timedelta(days),
            channel=channel,
            direction=direction,
            result=result,
            duration_seconds=seconds,
            note=note,
            next_step=step,
            next_due_on=TODAY - timedelta(2) if step else None,
        )
        desk.touchpoints.log(draft)
    desk.needs.add(wang, "家里想换 1000M 宽带")
    second = desk.needs.add(wang, "要一张副卡").value
    desk.needs.save(second, "要一张副卡", NeedStatus.MET)
