"""The verb ``import``: one file from choice to commit, or only to the comparison."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.words import DateMove
from vipdesk.errors import VipDeskError
from vipdesk.importing.mapping import Mapping as ColumnMapping
from vipdesk.importing.reader import ReadOptions
from vipdesk.services.imports.rows import Examined, FieldView, ImportResult, Preview
from vipdesk.services.imports.service import (
    ImportService,
    OpenQuestionsError,
    UnknownFieldError,
)
from vipdesk.services.imports.views import later_words, older_words
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.texts import N_, _, ngettext

PROBLEMS_SHOWN = 20
GENERATE_FROM = 3  # recognised columns, where the kind was not named


class UntoldError(VipDeskError):
    """What the window would ask must be typed with the verb."""

    message = N_(
        "The file does not tell: {open}. Say it with --map FIELD=COLUMN, the billing month with "
        "--month YYYY-MM, and what 03/04/2027 means with --days. Nothing was written."
    )


def import_verb(options: Namespace) -> Result:
    """Compare a file with the book and, unless it is a dry run, write the difference."""
    with reading(options) if options.dry_run else writing(options) as store:
        service = ImportService(store)
        preview = _preview(service, _examined(service, options))
        if options.problems and preview.problems:
            service.write_problems(preview, options.problems, _)
        later = DateMove(options.later_dates) if options.later_dates else None  # type: ignore[call-arg]
        written = None if options.dry_run else service.commit(preview, later_date=later).value
        if written:
            RetentionRunService(store).run_if_due()
    return Result(_data(preview, written), _lines(preview, written))


def _preview(service: ImportService, examined: Examined) -> Preview:
    try:
        return service.preview(examined)
    except OpenQuestionsError as error:
        raise UntoldError(**error.params) from error


def _examined(service: ImportService, options: Namespace) -> Examined:
    """Read the file and take what was typed over what is recognised."""
    examined = service.examine(options.file, ReadOptions(sheet=options.sheet))
    if options.kind and options.kind != examined.mapping.kind:
        examined = service.recognise(examined, options.kind)
    if options.mapping:
        examined = service.with_columns(examined, dict(options.mapping))
    mapping = examined.mapping
    orders = dict.fromkeys(examined.questions.orders, options.days) if options.days else {}
    typed = replace(
        mapping,
        orders={**mapping.orders, **orders},
        month=options.month or mapping.month,
        generate=options.generate_keys
        or mapping.generate
        or _lacks_keys_alone(mapping, named=bool(options.kind)),
        words=_with_words(examined, options.words),
    )
    return examined if typed == mapping else service.remap(examined, typed)


def _lacks_keys_alone(mapping: ColumnMapping, *, named: bool) -> bool:
    """Whether enough is recognised that only the numbers of customers and lines have to be made.

    The window asks; here the result says which were made, and the import can be undone.
    """
    return len(mapping.columns) >= (1 if named else GENERATE_FROM) and bool(mapping.missing())


def _with_words(
    examined: Examined, typed: Sequence[tuple[str, str, str]]
) -> dict[str, Mapping[str, str]]:
    """The words of the mapping and those that were typed over them.

    Raises:
        UnknownFieldError: A field that takes no words, or a word that the book does not know.
    """
    words = dict(examined.mapping.words)
    for name, spelling, word in typed:
        field = _field(examined, name)
        if word and word not in field.words:
            raise UnknownFieldError(name=word)
        words[field.key] = {**words.get(field.key, {}), spelling: word}
    return words


def _field(examined: Examined, name: str) -> FieldView:
    for field in examined.fields:
        if field.words and name in (field.key, field.key.rpartition(".")[2], field.title(_)):
            return field
    raise UnknownFieldError(name=name)


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
    if preview.older_balances:
        lines.append(older_words(preview))
    if preview.later_dates:
        lines.append(later_words(preview))
    lines.append(_("Written.") if data["written"] else _("Nothing was written."))
    return lines
