"""Pieces that the points papers share: head, strip of facts, caption of the signature."""

from collections.abc import Sequence
from datetime import date

from vipdesk.domain.points_papers import PaperHead
from vipdesk.domain.wording import addressed, joined
from vipdesk.reports.blocks import Block
from vipdesk.reports.pieces import FactStrip, head
from vipdesk.texts import Translate

BETWEEN = 13.0  # points between sections


def paper_head(of: PaperHead, t: Translate, title: str, number: str) -> Block:
    """Title and number over the day and the manager."""
    manager = joined(t("Manager {name}").format(name=of.manager), of.manager_phone)
    return head(title, number, of.day.isoformat(), manager)


def facts(of: PaperHead, t: Translate, more: Sequence[tuple[str, str]]) -> FactStrip:
    """Who the customer is, and ``more``; what is not known is left out."""
    return FactStrip(
        [
            (t("Customer"), addressed(t, of.customer, of.salutation)),
            (t("Membership tier"), t(of.tier) if of.tier else ""),
            (t("Number"), of.line_number),
            *more,
        ]
    )


def signed(t: Translate, on: date | None) -> str:
    """What stands under the customer's signature."""
    return joined(t("Customer's signature"), on.isoformat() if on else "")
