"""The verb ``points campaign``: list, save, award, delete."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.customer_query import CustomerFilter, describe
from vipdesk.services.campaigns import CampaignDraft, CampaignRow, CampaignService, Reached
from vipdesk.texts import _


def points_campaign_verb(options: Namespace) -> Result:
    """Run what was asked for."""
    made = {"list": _list, "save": _save, "award": _award, "delete": _delete}
    return made[options.campaign_verb](options)


def _list(options: Namespace) -> Result:
    with reading(options) as store:
        rows = CampaignService(store).campaigns()
    return Result({"campaigns": [_data(row) for row in rows]}, table([_cells(row) for row in rows]))


def _save(options: Namespace) -> Result:
    draft = CampaignDraft(
        name=options.name,
        starts_on=options.since,
        ends_on=options.until,
        points=options.points,
        expires_on=options.last_day,
        criteria=CustomerFilter.parse(dict(options.filters)),
        note=options.note,
    )
    with writing(options) as store:
        service = CampaignService(store)
        known = [row.id for row in service.campaigns() if row.draft.name == options.name.strip()]
        saved = service.save(draft, next(iter(known), None)).value
        return _reached(service.preview(saved), dry_run=True)


def _award(options: Namespace) -> Result:
    if options.dry_run:
        with reading(options) as store:
            service = CampaignService(store)
            return _reached(service.preview(service.find(options.name)), dry_run=True)
    with writing(options) as store:
        service = CampaignService(store)
        return _reached(service.award(service.find(options.name)).value)


def _delete(options: Namespace) -> Result:
    with writing(options) as store:
        service = CampaignService(store)
        service.delete(service.find(options.name))
    return Result({"deleted": options.name}, [_("Deleted.")])


def _reached(found: Reached, *, dry_run: bool = False) -> Result:
    told = _("awards: {awards}, {points} points; unchanged: {unchanged}")
    lines = [
        told.format(
            awards=f"{found.awards:,}",
            points=f"{found.points:,}",
            unchanged=f"{found.unchanged:,}",
        )
    ]
    if dry_run:
        lines.append(_("No points were awarded."))
    return Result(asdict(found) | {"dry_run": dry_run}, lines)


def _cells(row: CampaignRow) -> list[str]:
    draft = row.draft
    whom = _(", ").join(describe(draft.criteria, _)) or _("All customers")
    days = f"{draft.starts_on}–{draft.ends_on}"
    return [draft.name, days, f"{draft.points:,}", whom, f"{row.customers:,}"]


def _data(row: CampaignRow) -> dict[str, Any]:
    draft = row.draft
    return {
        "id": row.id,
        "name": draft.name,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "points": draft.points,
        "expires_on": draft.expires_on,
        "filter": draft.criteria.to_json(),
        "note": draft.note,
        "customers": row.customers,
    }
