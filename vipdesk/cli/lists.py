"""The verbs that list: ``customers`` and ``visits``."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from vipdesk.cli.desk import reason_of, showing
from vipdesk.cli.results import Result, table
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.wording import amount
from vipdesk.services.customers import CustomerRow, CustomerService
from vipdesk.services.personal_fields import PersonalFields, PersonalFieldsService
from vipdesk.services.visit_lists import VisitListService, VisitRow
from vipdesk.store.book import Store
from vipdesk.texts import _, ngettext

_Personal = Mapping[int, PersonalFields]


def customers_verb(options: Namespace) -> Result:
    """List customers by what ends next; all that match are counted, the first ones shown."""
    query = CustomerQuery(options.search, CustomerFilter.parse(dict(options.filters)))
    with showing(options) as store:
        service = CustomerService(store)
        ids = service.find_ids(query, store.today())
        shown = ids[: options.limit]
        by_id = {row.id: row for row in service.rows(shown)}
        rows = [by_id[customer_id] for customer_id in shown if customer_id in by_id]
        personal = _personal(store, options, [row.id for row in rows], "customers")
    data = {
        "count": len(ids),
        "customers": [_customer_data(row, personal.get(row.id)) for row in rows],
    }
    lines = table([_customer_cells(row, personal.get(row.id)) for row in rows])
    count = ngettext("{n} customer", "{n} customers", len(ids)).format(n=len(ids))
    return Result(data, [*lines, count])


def _personal(
    store: Store, options: Namespace, customer_ids: Sequence[int], kind: str
) -> _Personal:
    reason = reason_of(options)
    return PersonalFieldsService(store).of(customer_ids, kind, reason).value if reason else {}


def _customer_cells(row: CustomerRow, personal: PersonalFields | None) -> list[str]:
    money = "" if row.arpu_fen is None else amount(row.arpu_fen)
    ends = row.next_end_on.isoformat() if row.next_end_on else ""
    cells = [row.number, row.name, _(row.tier.label), row.phone, row.plan or "", ends, money]
    if personal:
        cells[3] = personal.phone
        cells += [personal.id_number, personal.address]
    return cells


def _customer_data(row: CustomerRow, personal: PersonalFields | None) -> dict[str, Any]:
    data = {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "kind": row.kind,
        "tier": row.tier,
        "owner": row.owner,
        "phone": row.phone,
        "lines": row.lines,
        "plan": row.plan,
        "next_end_on": row.next_end_on,
        "next_end_kind": row.next_end_kind,
        "arpu_fen": row.arpu_fen,
        "balance_fen": row.balance_fen,
        "arrears_fen": row.arrears_fen,
        "contacted_on": row.contacted_on,
        "joined_on": row.joined_on,
        "stage": row.stage,
        "do_not_disturb": row.do_not_disturb,
        "tags": row.tags,
        "score": row.score,
        "risk": row.risk,
    }
    return data | _personal_data(personal)


def _personal_data(personal: PersonalFields | None) -> dict[str, str]:
    if personal is None:
        return {}
    return {
        "phone": personal.phone,
        "id_number": personal.id_number,
        "address": personal.address,
    }


def visits_verb(options: Namespace) -> Result:
    """List the visits of one day in order of time."""
    with showing(options) as store:
        day = options.on or store.today()
        visits = VisitListService(store).between(day, day)
        personal = _personal(store, options, [visit.customer_id for visit in visits], "visits")
    data = {
        "day": day,
        "visits": [_visit_data(visit, personal.get(visit.customer_id)) for visit in visits],
    }
    lines = table([_visit_cells(visit, personal.get(visit.customer_id)) for visit in visits])
    count = ngettext("{n} visit on {day}", "{n} visits on {day}", len(visits))
    return Result(data, [*lines, count.format(n=len(visits), day=day)])


def _visit_cells(visit: VisitRow, personal: PersonalFields | None) -> list[str]:
    cells = [
        visit.number,
        f"{visit.starts:%H:%M}-{visit.ends:%H:%M}",
        visit.customer,
        _(visit.tier.label),
        _(visit.status.label),
        visit.purpose,
        visit.place,
    ]
    if personal:
        cells[-1] = visit.typed_place or personal.address
        cells.append(personal.phone)
    return cells


def _visit_data(visit: VisitRow, personal: PersonalFields | None) -> dict[str, Any]:
    data = {
        "number": visit.number,
        "customer_id": visit.customer_id,
        "customer": visit.customer,
        "tier": visit.tier,
        "status": visit.status,
        "starts": visit.starts.isoformat(),
        "minutes": visit.minutes,
        "place": visit.place,
        "purpose": visit.purpose,
        "moved_count": visit.moved_count,
        "closing_reason": visit.closing_reason,
    }
    if personal:
        data["place"] = visit.typed_place or personal.address
    return data | _personal_data(personal)
