"""The verbs on what was done: ``journal`` and ``undo``."""

from argparse import Namespace
from typing import Any
from zoneinfo import ZoneInfo

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.services.journal import EntryRow, JournalService
from vipdesk.texts import _


def journal_verb(options: Namespace) -> Result:
    """List the last entries, newest first."""
    with reading(options) as store:
        entries = JournalService(store).entries(options.limit)
        zone = store.zone()
    rows = [
        (str(entry.id), _local(entry, zone), entry.manager or "", entry.label(_))
        for entry in entries
    ]
    return Result({"entries": [_data(entry) for entry in entries]}, table(rows))


def _local(entry: EntryRow, zone: ZoneInfo) -> str:
    return f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"


def _data(entry: EntryRow) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "manager": entry.manager,
        "code": entry.code,
        "label": entry.label(_),
        "params": dict(entry.params),
        "rows": entry.rows,
        "undoable": entry.undoable,
        "undoes": entry.undoes_id,
    }


def undo_verb(options: Namespace) -> Result:
    """Take back the last action that can be taken back."""
    with writing(options) as store:
        entry = JournalService(store).undo().value
    line = _("Undone: {action}").format(action=entry.label(_))
    return Result({"undone": entry.id, "code": entry.code, "label": entry.label(_)}, [line])
