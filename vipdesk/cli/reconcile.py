"""The verb ``points reconcile``: the operator's list of balances beside the ledger of its day."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from vipdesk.cli.desk import writing
from vipdesk.cli.imports import UntoldError
from vipdesk.cli.results import Result, table
from vipdesk.domain.reconciling import Match
from vipdesk.domain.words import ImportKind
from vipdesk.importing.reader import ReadOptions
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.context import FutureDayError
from vipdesk.services.imports.points_found import PointsChoices, PointsSummary
from vipdesk.services.imports.points_views import strangers_words
from vipdesk.services.imports.service import OpenQuestionsError
from vipdesk.services.imports.typed import told_columns
from vipdesk.services.reconciliation import (
    ReconciledRow,
    Reconciliation,
    ReconciliationService,
    Settled,
    cause_words,
)
from vipdesk.store.book import Store
from vipdesk.texts import _, ngettext

SHOWN = 20  # differences on the screen; --json and -o tell all
ALL = "all"


def points_reconcile_verb(options: Namespace) -> Result:
    """Take the list in, compare, and settle what was said."""
    with writing(options) as store:
        if options.as_of and options.as_of > store.today():
            raise FutureDayError(day=options.as_of)
        listed = _take_in(store, options)
        service = ReconciliationService(store)
        day = options.as_of or listed.as_of or store.today()
        found, settled = service.compare(day), None
        if options.settle:
            chosen = [row.id for row in found.rows if _is_chosen(row, options.settle)]
            settled = service.settle(day, chosen, options.reason or "").value
            found = service.compare(day)
        if options.output:
            service.export(found, None, options.output, _)
    return Result(_data(found, listed, settled), _lines(found, listed, settled))


def _take_in(store: Store, options: Namespace) -> PointsSummary:
    """Import the list as one of balances; the same list again writes nothing."""
    service = ImportService(store)
    kind = str(ImportKind.POINTS_BALANCES)
    examined = service.recognise(service.examine(options.file, ReadOptions()), kind)
    if options.mapping:
        examined = service.with_typed(examined, dict(options.mapping), ())
    try:
        preview = service.preview(examined, points=PointsChoices(as_of=options.as_of))
    except OpenQuestionsError as error:
        raise UntoldError(**error.params, columns=told_columns(examined.table)) from error
    service.commit(preview)
    assert preview.points is not None, "a list of balances is of points"
    return preview.points


def _is_chosen(row: ReconciledRow, wanted: Sequence[str]) -> bool:
    return bool({ALL, row.match.value, row.number} & set(wanted))


def _data(found: Reconciliation, listed: PointsSummary, settled: Settled | None) -> dict[str, Any]:
    counts = found.counts()
    return {
        "as_of": found.as_of,
        "counts": {each.value: counts.get(each, 0) for each in Match},
        "unknown_customers": sorted(listed.strangers),
        "differences": [
            {
                "number": row.number,
                "name": row.name,
                "result": row.match.value,
                "operator": row.theirs,
                "book": row.ours,
                "difference": row.difference,
                "cause": row.cause.value if row.cause else None,
                "month": row.month,
            }
            for row in found.rows
            if row.match is not Match.EQUAL
        ],
        "settled": settled.count if settled else 0,
        "open": [
            {"number": each.number, "reason": each.reason.sentence(_)}
            for each in (settled.open if settled else ())
        ],
    }


def _lines(found: Reconciliation, listed: PointsSummary, settled: Settled | None) -> list[str]:
    counts = found.counts()
    facts = _(", ").join(f"{_(each.label)} {counts.get(each, 0):,}" for each in Match)
    day = _("Points on {day}").format(day=found.as_of)
    lines = [_("{name}: {value}").format(name=day, value=facts)]
    differing = [row for row in found.rows if row.match is not Match.EQUAL]
    lines += table([_cells(row) for row in differing[:SHOWN]])
    if (rest := len(differing) - SHOWN) > 0:
        more = ngettext("and {n} more difference", "and {n} more differences", rest)
        lines.append(more.format(n=f"{rest:,}"))
    if listed.strangers:
        lines.append(strangers_words(listed))
    if settled:
        said = ngettext("{n} difference settled.", "{n} differences settled.", settled.count)
        lines.append(said.format(n=f"{settled.count:,}"))
        lines += (f"{each.number} {each.name}: {each.reason.sentence(_)}" for each in settled.open)
    return lines


def _cells(row: ReconciledRow) -> list[str]:
    figures = ("" if each is None else f"{each:,}" for each in (row.theirs, row.ours))
    return [row.number, row.name, _(row.match.label), *figures, f"{row.difference:+,}",
            cause_words(row, _)]  # fmt: skip
