"""The verbs ``points award-bills`` and ``points award-anniversaries``."""

from argparse import Namespace
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result
from vipdesk.services.earning import Earned, EarningService
from vipdesk.texts import _


def points_award_bills_verb(options: Namespace) -> Result:
    """Award the points of a month's bills, or tell what that would do."""
    if options.dry_run:
        with reading(options) as store:
            return _result(EarningService(store).preview_bills(options.month), dry_run=True)
    with writing(options) as store:
        return _result(EarningService(store).award_bills(options.month).value)


def points_award_anniversaries_verb(options: Namespace) -> Result:
    """Award the points of this year's anniversaries, or tell what that would do."""
    if options.dry_run:
        with reading(options) as store:
            return _result(EarningService(store).preview_anniversaries(), dry_run=True)
    with writing(options) as store:
        return _result(EarningService(store).award_anniversaries().value)


def _result(found: Earned, *, dry_run: bool = False) -> Result:
    told = _("awards: {awards}, {points} points; unchanged: {unchanged}")
    lines = [
        told.format(
            awards=f"{found.awards:,}",
            points=f"{found.points:,}",
            unchanged=f"{found.unchanged:,}",
        )
    ]
    if found.lowered:
        told = _("corrected downwards: {n}, {points} points taken back")
        lines.append(told.format(n=f"{found.lowered:,}", points=f"{found.taken:,}"))
    if found.short:
        told = _("spent or held already, so left as they are: {n}")
        lines.append(told.format(n=f"{len(found.short):,}"))
    if dry_run:
        lines.append(_("Nothing was written."))
    return Result(_data(found) | {"dry_run": dry_run}, lines)


def _data(found: Earned) -> dict[str, Any]:
    return {
        "awards": found.awards,
        "points": found.points,
        "lowered": found.lowered,
        "taken": found.taken,
        "unchanged": found.unchanged,
        "short": [
            {"customer_id": each.customer_id, "source": each.source, "change": each.change}
            for each in found.short
        ],
    }
