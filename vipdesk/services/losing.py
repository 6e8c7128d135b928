"""Reads what a customer would lose by leaving."""

from collections.abc import Sequence
from datetime import date

from vipdesk.domain.losing import Losing, Rebate, benefits_of
from vipdesk.domain.settings import Settings
from vipdesk.store.records import CustomerSummary, LineSummary


def losing_of(
    now: CustomerSummary,
    lines: Sequence[LineSummary],
    settings: Settings,
    today: date,
    points: int | None,
) -> Losing:
    """What the book knows; of ``lines`` on the network a rebate counts to its last day."""
    running = [
        Rebate(line.plan or "", line.rebate_ends_on)
        for line in lines
        if line.rebate_ends_on and line.rebate_ends_on >= today
    ]
    return Losing(
        today,
        now.joined_on,
        points,
        benefits_of(now.tier, settings.benefits),
        tuple(sorted(running, key=lambda rebate: rebate.until)),
    )
