from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from vipdesk.domain.visit_pack import EndingLine, OpenTask, PastContact, VisitSheet
from vipdesk.domain.visit_summary import (
    DoneForYou,
    MonthBill,
    NextStep,
    PointsLot,
    Signature,
    VisitSummary,
)

MakeSummary = Callable[..., VisitSummary]
MakeSheet = Callable[..., VisitSheet]


@pytest.fixture
def make_summary() -> MakeSummary:
    def make(**changes: Any) -> VisitSummary:
        return VisitSummary(**{**FULL, **changes})

    return make


@pytest.fixture
def bare_summary() -> VisitSummary:
    return VisitSummary(
        language="zh",
        number="V-20261121-0008",
        day=date(2026, 11, 21),
        manager="李经理",
        customer="晋商（虚构）有限公司",
    )


@pytest.fixture
def make_sheet() -> MakeSheet:
    def make(**changes: Any) -> VisitSheet:
        return VisitSheet(**{**SHEET, **changes})

    return make


FULL: dict[str, Any] = {
    "language": "zh",
    "number": "V-20261121-0007",
    "day": date(2026, 11, 21),
    "starts": time(9, 32),
    "ends": time(10, 5),
    "place": "太原市迎泽区",
    "manager": "李经理",
    "manager_phone": "139-0000-0000",
    "customer": "王志强",
    "salutation": "mr",
    "tier": "Diamond",
    "line_number": "139****8812",
    "plan_ends_on": date(2026, 11, 30),
    "points": 18400,
    "talked_about": "感谢您七年来的信任。9 月计费争议已退 24.00 元，本月账单核对无误。",
    "done": (
        DoneForYou(
            item="套餐续约",
            content="融合299 续约 24 个月",
            fee_fen=29900,
            monthly=True,
            effective="2026-12-01",
        ),
        DoneForYou(item="宽带升级", content="500M → 1000M", fee_fen=0, effective="预约 11-24"),
    ),
    "offers": ("融合299 续约 24 月",),
    "needs": ("12 月副卡",),
    "points_lots": (PointsLot(date(2026, 12, 31), 6200), PointsLot(date(2028, 12, 31), 12200)),
    "bills": (MonthBill("2026-10", 23900), MonthBill("2026-11", -1250)),
    "next_steps": (
        NextStep(date(2026, 11, 24), "上门办理续约", "李经理"),
        NextStep(date(2026, 12, 31), "6,200 积分将失效", "提醒短信", by=True),
        NextStep(date(2027, 1, 5), "回访", "电话"),
    ),
    "signature": Signature((((0.1, 0.2), (0.3, 0.05), (0.5, 0.3)), ((0.6, 0.1),))),
    "signed_on": date(2026, 11, 21),
    "qr": "https://example.invalid/v/V-20261121-0007",
    "qr_caption": "Scan to reach us",
}

SHEET: dict[str, Any] = {
    "number": "V-20261121-0007",
    "starts": time(9, 30),
    "place": "太原市迎泽区",
    "purpose": "续约",
    "customer": "王志强",
    "salutation": "mr",
    "line_number": "139****8812",
    "endings": (EndingLine("139****8812", "Plan ends", date(2026, 11, 30), "融合299"),),
    "contacts": (PastContact(date(2026, 10, 8), "Visit", "计费争议已说明。"),),
    "needs": ("家庭宽带升级",),
    "tasks": (OpenTask("准备续约方案", date(2026, 11, 21)), OpenTask("确认退费到账")),
    "talking_points": ("感谢 7 年在网", "给出方案"),
    "checklist": ("亮明身份", "核对资料", "账单讲解"),
}
