"""Points papers of an invented customer."""

from datetime import date
from typing import Any

from vipdesk.domain.points_papers import (
    Discounted,
    PaidLot,
    PaperHead,
    PointsReceipt,
    PointsStatement,
    ReceiptItem,
    StatementLot,
    StatementMovement,
)
from vipdesk.domain.points_words import EntryKind, RedemptionStatus, RewardKind
from vipdesk.domain.visit_summary import PointsLot, Signature


def head(language: str = "zh") -> PaperHead:
    """Whose papers."""
    return PaperHead(
        language=language,
        day=date(2026, 11, 21),
        manager="李经理",
        manager_phone="139-0000-0000",
        customer="王志强",
        salutation="mr",
        tier="Diamond",
        line_number="139****8812",
    )


def receipt(language: str = "zh", **changes: Any) -> PointsReceipt:
    """A basket of two rewards, one with two discounts, one with a partner's share."""
    values: dict[str, Any] = {
        "head": head(language),
        "number": "D20261121-001",
        "status": RedemptionStatus.DONE.label,
        "items": (
            ReceiptItem(
                name="话费 50 元",
                kind=RewardKind.TELECOM.label,
                quantity=2,
                list_points=10_000,
                points=8_700,
                discounts=(Discounted("钻石九折", 1_000), Discounted("生日立减", 300)),
                terms="次月到账，不可转让。",
            ),
            ReceiptItem(
                name="航空里程 500 公里",
                kind=RewardKind.ALLIANCE.label,
                quantity=1,
                list_points=5_000,
                points=5_000,
                partner="南航联盟",
                partner_points=500,
                terms="三个工作日内入账。",
            ),
        ),
        "before": 18_400,
        "paid": 13_700,
        "left": 4_700,
        "lots": (
            PaidLot(date(2024, 5, 20), date(2026, 12, 31), 6_200),
            PaidLot(date(2025, 3, 1), date(2027, 12, 31), 7_500),
        ),
        "signature": Signature((((0.1, 0.2), (0.3, 0.05), (0.5, 0.3)), ((0.6, 0.1),))),
        "signed_on": date(2026, 11, 21),
    }
    return PointsReceipt(**{**values, **changes})


def statement(language: str = "zh", movements: int = 6, **changes: Any) -> PointsStatement:
    """Two lots, and as many movements as wanted."""
    kinds = (EntryKind.BILL, EntryKind.REDEEM, EntryKind.REVERSAL, EntryKind.HOLD)
    rows = tuple(
        StatementMovement(
            on_day=date(2026, 1 + n % 11, 20),
            kind=kinds[n % 4].label,
            about=f"流水 {n}",
            points=(468, -5_000, 5_000, 0)[n % 4],
            held=(0, 0, 0, 2_000)[n % 4],
            balance=18_400 + n,
            expires_on=date(2028, 12, 31) if n % 4 == 0 else None,
        )
        for n in range(movements)
    )
    values: dict[str, Any] = {
        "head": head(language),
        "total": 20_400,
        "held": 2_000,
        "available": 18_400,
        "worth_fen": 18_400,
        "expiring": (PointsLot(date(2026, 12, 31), 6_200), PointsLot(date(2028, 12, 31), 14_200)),
        "lots": (
            StatementLot(
                date(2024, 5, 20), EntryKind.BILL.label, 9_000, 6_200, 2_000, date(2026, 12, 31)
            ),
            StatementLot(
                date(2026, 9, 1), EntryKind.JOINT.label, 14_200, 14_200, 0, date(2028, 12, 31)
            ),
        ),
        "movements": rows,
    }
    return PointsStatement(**{**values, **changes})
