"""The verbs about whom to care for: ``retention run``."""

from argparse import Namespace
from dataclasses import asdict

from vipdesk.cli.desk import writing
from vipdesk.cli.results import Result
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.texts import _


def retention_verb(options: Namespace) -> Result:
    """Derive all tasks as of today, or of the day that was named."""
    with writing(options, options.today) as store:
        day = store.today()
        counts = RetentionRunService(store).run().value
    told = _(
        "{day}: {created} created, {moved} moved, {superseded} superseded, {closed} closed, "
        "{unchanged} unchanged"
    )
    values = asdict(counts)
    return Result({"day": day, **values}, [told.format(day=day, **values)])
