"""The verb ``points redeem``, and the end of a redemption by the number of its receipt."""

from argparse import Namespace
from typing import Any

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.redemption import Quote, RedemptionRefusedError
from vipdesk.errors import NotFoundError
from vipdesk.services.points import PointsService
from vipdesk.services.redemption_book import BasketDraft, RedemptionRow
from vipdesk.services.redemptions import RedemptionService
from vipdesk.services.rewards import RewardService
from vipdesk.store.book import Store
from vipdesk.texts import _


def points_redeem_verb(options: Namespace) -> Result:
    """Redeem a basket, or say what it would cost."""
    with writing(options) as store:
        draft = _draft(store, options)
        service = RedemptionService(store)
        quote = service.quote(draft)
        if options.quote or not quote.allowed:
            refusal = RedemptionRefusedError(quote.reasons).sentence(_) if quote.reasons else ""
            return Result(_quote_data(quote), _quote_lines(quote), refusal)
        row = service.redeem(draft).value
    return Result(_quote_data(quote) | _row_data(row), [*_quote_lines(quote), _told(row)])


def ended(options: Namespace, step: str) -> Result:
    """Confirm, release or reverse the redemption whose receipt's number was given."""
    with writing(options) as store:
        service = RedemptionService(store)
        redemption_id = service.find(options.entry)
        if step == "reverse":
            row = service.reverse(redemption_id, options.reason).value
        else:
            row = getattr(service, step)(redemption_id, options.on).value
    return Result(_row_data(row), [_told(row)])


def _draft(store: Store, options: Namespace) -> BasketDraft:
    known = {row.draft.number: row.id for row in RewardService(store).rewards()}
    if any(number not in known for number, _n in options.rewards):
        raise NotFoundError
    return BasketDraft(
        customer_id=PointsService(store).find(options.customer),
        wanted=[(known[number], n) for number, n in options.rewards],
        on=options.on,
        hold=options.hold or options.until is not None,
        until=options.until,
        note=options.note,
    )


def _quote_lines(quote: Quote) -> list[str]:
    rows = [
        [line.reward.draft.number, line.reward.name, f"x{line.quantity}", f"{line.points:,}"]
        for line in quote.lines
    ]
    offs = [
        _("{reward}: {discount} takes off {points}").format(
            reward=line.reward.name, discount=off.name, points=f"{off.points:,}"
        )
        for line in quote.lines
        for off in line.offs
    ]
    lots = [
        _("{points} of the lot that ends on {day}, {left} left of it").format(
            points=f"{each.points:,}", day=each.expires_on, left=f"{each.left:,}"
        )
        for each in quote.paying
    ]
    told = _("{points} points of {available} available").format(
        points=f"{quote.points:,}", available=f"{quote.before.available:,}"
    )
    return [*table(rows), *offs, told, *lots]


def _told(row: RedemptionRow) -> str:
    return _("{number}: {state}, {points} points").format(
        number=row.number, state=_(row.status.label), points=f"{row.points:,}"
    )


def _quote_data(quote: Quote) -> dict[str, Any]:
    return {
        "customer_id": quote.customer_id,
        "on": quote.on,
        "points": quote.points,
        "list_points": quote.list_points,
        "available_before": quote.before.available,
        "available_after": quote.available_after,
        "deferred": quote.deferred,
        "lines": [
            {
                "reward": line.reward.draft.number,
                "name": line.reward.name,
                "quantity": line.quantity,
                "list_points": line.list_points,
                "discounts": [{"name": off.name, "points": off.points} for off in line.offs],
                "points": line.points,
            }
            for line in quote.lines
        ],
        "lots": [
            {
                "lot_id": each.lot_id,
                "expires_on": each.expires_on,
                "points": each.points,
                "left": each.left,
            }
            for each in quote.paying
        ],
        "reasons": [reason.sentence(_) for reason in quote.reasons],
    }


def _row_data(row: RedemptionRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "status": row.status,
        "points": row.points,
        "until_on": row.until_on,
        "ended_on": row.ended_on,
    }
