"""Freezes the snapshot of the operator's list, in the action of its import."""

from dataclasses import replace

from sqlalchemy.orm import Session

from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_words import CohortOrigin
from vipdesk.progress import Progress
from vipdesk.services.cohorts import CohortDraft, write
from vipdesk.services.imports.cohort_found import CohortPlan
from vipdesk.store.book import Store
from vipdesk.store.records import Manager


def write_cohort(
    session: Session, store: Store, plan: CohortPlan, batch_id: int, progress: Progress
) -> int:
    """Write a snapshot; managers of the list whom the book does not know are added first.

    Returns:
        Its number.
    """
    owners: dict[int | None, int] = {}
    for number, name in plan.new_owners.items():
        manager = Manager(name=name)
        session.add(manager)
        session.flush()
        owners[number] = manager.id
    members = [
        replace(each, owner_id=owners.get(each.owner_id, each.owner_id)) for each in plan.members
    ]
    draft = CohortDraft(name=plan.name, on_day=plan.on_day, unit=plan.unit, whom=CustomerFilter())
    origin = CohortOrigin.IMPORTED
    return write(session, store, draft, members, origin, progress, batch_id).id
