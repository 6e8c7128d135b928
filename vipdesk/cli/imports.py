"""The verb ``import``: one file from choice to commit, or only to the comparison."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.domain.points_words import MonthAnswer
from vipdesk.domain.words import DateMove
from vipdesk.errors import VipDeskError
from vipdesk.importing.mapping import Mapping as ColumnMapping
from vipdesk.importing.reader import ReadOptions
from vipdesk.services.imports import edits
from vipdesk.services.imports.cohort_found import CohortChoices
from vipdesk.services.imports.cohort_views import all_words as cohort_words
from vipdesk.services.imports.points_found import PointsChoices
from vipdesk.services.imports.points_views import all_words, months_words, openings_words
from vipdesk.services.imports.rows import Examined, ImportResult, Preview
from vipdesk.services.imports.service import ImportService, OpenQuestionsError
from vipdesk.services.imports.typed import told_columns
from vipdesk.services.imports.views import general_words, later_words, told_words, unread_words
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.texts import N_, _, ngettext

PROBLEMS_SHOWN = 20
GENERATE_FROM = 3  # recognised columns, where the kind was not named; a customer number is two


class UntoldError(VipDeskError):
    """What the window would ask must be typed with the verb."""

    message = N_(
        "The file does not tell: {open}. Say it with --map FIELD=COLUMN, the billing month with "
        "--month YYYY-MM, the year of months in headers with --year YYYY, and what 03/04/2027 "
        "means with --days; numbers of customers and lines can be made with --generate-keys. "
        "Nothing was written. Its columns are: {columns}."
    )


class UnsaidMonthsError(VipDeskError):
    """What becomes of a corrected month must be typed."""

    message = N_("{said} Say --months replace or --months add. Nothing was written.")


class UnsaidOpeningsError(VipDeskError):
    """Whether opening balances are taken must be typed."""

    message = N_("{said} Say --openings accept or --openings leave-out. Nothing was written.")


class UnsaidSnapshotDayError(VipDeskError):
    """Of which day a list is must be typed."""

    message = N_(
        "No column says of which day the list is. Say --on YYYY-MM-DD. Nothing was written."
    )


def import_verb(options: Namespace) -> Result:
    """Compare a file with the book and, unless it is a dry run, write the difference."""
    with reading(options) if options.dry_run else writing(options) as store:
        service = ImportService(store)
        preview = _preview(service, _examined(service, options), options)
        if options.problems and preview.problems:
            service.write_problems(preview, options.problems, _)
        later = DateMove(options.later_dates) if options.later_dates else None  # type: ignore[call-arg]
        _ask(preview, options)
        written = None if options.dry_run else service.commit(preview, later_date=later).value
        if written:
            RetentionRunService(store).run_if_due()
    return Result(_data(preview, written), _lines(preview, written))


def _preview(service: ImportService, examined: Examined, options: Namespace) -> Preview:
    choices = points_choices(options)
    try:
        preview = service.preview(examined, points=choices, cohort=cohort_choices(options))
    except OpenQuestionsError as error:
        raise UntoldError(**error.params, columns=told_columns(examined.table)) from error
    strangers = service.strangers(preview) if options.add_customers else None
    if strangers is None or options.dry_run:
        return preview
    service.commit(strangers)
    return service.preview(examined, points=choices)


def points_choices(options: Namespace) -> PointsChoices:
    """What was typed about a file of points."""
    months = MonthAnswer(options.months) if options.months else None  # type: ignore[call-arg]
    openings = None if options.openings is None else options.openings == "accept"
    return PointsChoices(months, openings)


def cohort_choices(options: Namespace) -> CohortChoices:
    """What was typed about the list of a snapshot."""
    unit = next(each for each in CohortUnit if each == options.unit)
    return CohortChoices(options.on, options.name, unit)


def _ask(preview: Preview, options: Namespace) -> None:
    """Refuse to write while what the window would ask is not typed."""
    points = preview.points
    if preview.cohort and preview.cohort.asks_day and not options.dry_run:
        raise UnsaidSnapshotDayError
    if points is None or options.dry_run:
        return
    if points.asks_months:
        raise UnsaidMonthsError(said=months_words(points))
    if points.asks_openings:
        raise UnsaidOpeningsError(said=openings_words(points))


def _examined(service: ImportService, options: Namespace) -> Examined:
    """Read the file and take what was typed over what is recognised."""
    how = ReadOptions(encoding=options.encoding, sheet=options.sheet)
    examined = service.examine(options.file, how)
    if options.kind and options.kind != examined.mapping.kind:
        examined = service.recognise(examined, options.kind)
    if options.mapping or options.words:
        examined = service.with_typed(examined, dict(options.mapping), options.words)
    mapping = examined.mapping
    orders = dict.fromkeys(examined.questions.orders, options.days) if options.days else {}
    typed = replace(
        mapping,
        orders={**mapping.orders, **orders},
        month=options.month or mapping.month,
        generate=options.generate_keys
        or mapping.generate
        or _lacks_keys_alone(mapping, named=bool(options.kind)),
    )
    typed = edits.with_year(typed, options.year or mapping.year)
    return examined if typed == mapping else service.remap(examined, typed)


def _lacks_keys_alone(mapping: ColumnMapping, *, named: bool) -> bool:
    """Whether enough is recognised that only the numbers of customers and lines have to be made.

    The window asks; here the result says which were made, and the import can be undone.
    """
    recognised = len(mapping.columns) + ("customer.number" in mapping.columns)
    return recognised >= (1 if named else GENERATE_FROM) and bool(mapping.missing())


def _data(preview: Preview, written: ImportResult | None) -> dict[str, Any]:
    seconds = preview.seconds + (written.seconds if written else 0.0)
    return {
        **preview.summary(_),
        "seconds": round(seconds, 3),
        "missing": preview.missing_count,
        "later_dates": preview.later_dates,
        "generated": _generated(preview),
        "written": written is not None and written.batch_id is not None,
        "entry": written.entry_id if written else None,
        **({"frozen": written.cohort_id} if written and written.cohort_id else {}),
    }


def _generated(preview: Preview) -> list[str]:
    """The names of the fields that no column fills and that get generated values."""
    examined = preview.examined
    if not examined.mapping.generate:
        return []
    missing = examined.mapping.missing()
    return [field.title(_) for field in examined.fields if field.key in missing]


def _lines(preview: Preview, written: ImportResult | None) -> list[str]:
    data = _data(preview, written)
    counts = preview.counts
    rows = ngettext("{n} row", "{n} rows", counts.rows).format(n=counts.rows)
    facts = _("{new} new, {changed} changed, {unchanged} unchanged, {problems} with problems")
    lines = [f"{rows}: {facts.format(**counts.to_json())}"]
    lines += filter(None, [unread_words(preview.examined, _), general_words(preview.examined, _)])
    shown = data["problems"][:PROBLEMS_SHOWN]
    lines += table(
        [[str(each["row"]), each["column"], each["value"], each["reason"]] for each in shown]
    )
    if rest := len(data["problems"]) - len(shown):
        lines.append(ngettext("and {n} more problem", "and {n} more problems", rest).format(n=rest))
    if data["generated"]:
        names = _("{names}: generated, since the file does not tell them.")
        lines.append(names.format(names=", ".join(data["generated"])))
    if preview.missing_count:
        n = preview.missing_count
        text = ngettext(
            "{n} customer is not in this file; nothing is deleted.",
            "{n} customers are not in this file; nothing is deleted.",
            n,
        )
        lines.append(text.format(n=n))
    if told := told_words(preview):
        lines.append(told)
    lines += all_words(preview.points) if preview.points else []
    lines += cohort_words(preview.cohort) if preview.cohort else []
    if preview.later_dates:
        lines.append(later_words(preview))
    lines.append(_("Written.") if data["written"] else _("Nothing was written."))
    if written and written.cohort_id:
        lines.append(_("Frozen as snapshot {n}.").format(n=written.cohort_id))
    return lines
