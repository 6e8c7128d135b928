"""The verb ``points``: what a customer has, and how it moves."""

import importlib
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.redeem import ended
from vipdesk.cli.results import Result, table
from vipdesk.domain.points_draft import AwardDraft
from vipdesk.domain.wording import amount
from vipdesk.services.points import PointsService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.points_rows import BalanceRow, HoldRow, MovementRow
from vipdesk.texts import _

# Verb below ``points`` → its room; imported when it runs.
ROOMS = {
    "balance": "points",
    "award": "points",
    "award-bills": "earn",
    "campaign": "campaigns",
    "award-anniversaries": "earn",
    "redeem": "redeem",
    "hold": "points",
    "confirm": "points",
    "release": "points",
    "reverse": "points",
    "audit": "points",
    "reconcile": "reconcile",
    "statement": "points_papers",
}


def points_verb(options: Namespace) -> Result:
    """Run the verb below."""
    room = importlib.import_module(f"vipdesk.cli.{ROOMS[options.points_verb]}")
    verb: Callable[[Namespace], Result] = getattr(
        room, f"points_{options.points_verb.replace('-', '_')}_verb"
    )
    return verb(options)


def points_balance_verb(options: Namespace) -> Result:
    """The figures of a day; with ``--movements`` how they came about."""
    with reading(options) as store:
        service = PointsService(store)
        customer_id = service.find(options.customer)
        found = service.balance(customer_id, options.on)
        holds = service.holds(customer_id) if options.on is None else []
        movements = service.movements(customer_id, options.on) if options.movements else []
    data = _balance_data(found) | {"holds": [asdict(each) for each in holds]}
    if options.movements:
        data["movements"] = [_movement_data(row) for row in movements]
    lines = [*_balance_lines(found), *_hold_lines(holds)]
    return Result(data, [*lines, *table([_movement_cells(row) for row in movements])])


def points_award_verb(options: Namespace) -> Result:
    """Give points by hand."""
    with writing(options) as store:
        service = PointsService(store)
        customer_id = service.find(options.customer)
        draft = AwardDraft(
            points=options.points,
            reason=options.reason,
            on_day=options.on,
            expires_on=options.last_day,
            goodwill=options.goodwill,
            partner_id=service.partner(options.partner) if options.partner else None,
            partner_points=options.partner_points,
        )
        entries = service.award(customer_id, draft).value
        return _moved(service, customer_id, entries)


def points_hold_verb(options: Namespace) -> Result:
    """Set points aside."""
    with writing(options) as store:
        service = PointsService(store)
        customer_id = service.find(options.customer)
        held = service.hold(
            customer_id, options.points, options.reason, on=options.on, until_on=options.until
        )
        return _moved(service, customer_id, [held.value])


def points_confirm_verb(options: Namespace) -> Result:
    """Spend what a hold holds."""
    if isinstance(options.entry, str):
        return ended(options, "confirm")
    with writing(options) as store:
        service = PointsService(store)
        entry_id = service.confirm(options.entry, options.on).value
        return _moved(service, service.customer_of(entry_id), [entry_id])


def points_release_verb(options: Namespace) -> Result:
    """Give back what a hold holds."""
    if isinstance(options.entry, str):
        return ended(options, "release")
    with writing(options) as store:
        service = PointsService(store)
        entry_id = service.release(options.entry, options.on).value
        return _moved(service, service.customer_of(entry_id), [entry_id])


def points_reverse_verb(options: Namespace) -> Result:
    """Take one movement back."""
    if isinstance(options.entry, str):
        return ended(options, "reverse")
    with writing(options) as store:
        service = PointsService(store)
        entry_id = service.reverse(options.entry, options.reason).value
        return _moved(service, service.customer_of(entry_id), [entry_id])


def points_audit_verb(options: Namespace) -> Result:
    """Prove every stored balance; exit code 1 names what does not hold."""
    with reading(options) as store:
        found = PointsAuditService(store).audit()
    problems = [each.sentence(_) for each in found.problems]
    data = {
        "holds": not problems,
        "entries": found.entries,
        "lots": found.lots,
        "customers": found.customers,
        "points": found.points,
        "problems": [
            {"check": each.check.value, "text": said, **each.params}
            for each, said in zip(found.problems, problems, strict=True)
        ],
    }
    return Result(data, [] if problems else [found.sentence(_)], "\n".join(problems))


def _moved(service: PointsService, customer_id: int, entries: list[int]) -> Result:
    found = service.balance(customer_id)
    numbers = ", ".join(str(each) for each in entries)
    told = _("Movement {numbers} was written.").format(numbers=numbers)
    return Result(_balance_data(found) | {"entries": entries}, [told, *_balance_lines(found)])


def _balance_lines(found: BalanceRow) -> list[str]:
    told = _("{number} {name} on {day}: {available} available, {held} held, {total} in all")
    lines = [
        told.format(
            number=found.number,
            name=found.name,
            day=found.on,
            available=f"{found.figures.available:,}",
            held=f"{found.figures.held:,}",
            total=f"{found.figures.total:,}",
        )
    ]
    if found.worth_fen is not None:
        lines.append(_("worth {amount} yuan").format(amount=amount(found.worth_fen)))
    told = _("{points} usable until {day}")
    lines += (told.format(points=f"{each.points:,}", day=each.last_day) for each in found.expiring)
    return lines


def _hold_lines(holds: list[HoldRow]) -> list[str]:
    told = _("hold {entry}: {points} since {day}, until {until}")
    return [
        told.format(
            entry=each.entry_id,
            points=f"{each.points:,}",
            day=each.on_day,
            until=each.until_on or _("it is ended"),
        )
        for each in holds
    ]


def _movement_cells(row: MovementRow) -> list[str]:
    return [
        row.on_day.isoformat(),
        str(row.entry_id or ""),
        _(row.label),
        f"{row.points:+,}" if row.points else "",
        f"{row.held:+,}" if row.held else "",
        f"{row.total:,}",
        row.note or row.month or row.partner or "",
    ]


def _balance_data(found: BalanceRow) -> dict[str, Any]:
    return {
        "customer_id": found.customer_id,
        "number": found.number,
        "name": found.name,
        "on": found.on,
        "total": found.figures.total,
        "held": found.figures.held,
        "available": found.figures.available,
        "worth_fen": found.worth_fen,
        "expiring": [asdict(each) for each in found.expiring],
    }


def _movement_data(row: MovementRow) -> dict[str, Any]:
    return asdict(row) | {"what": row.what.value}
