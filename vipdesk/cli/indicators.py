"""The verb ``indicators``: the values of a period."""

from argparse import Namespace
from fractions import Fraction
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.indicators import (
    Side,
    Value,
    WhyNot,
    behind_words,
    goal_words,
    notes,
    shown,
    state,
    versions_of,
)
from vipdesk.domain.periods import Period
from vipdesk.services.indicator_sheet import IndicatorSheetService
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.entering import (
    BadFigureError,
    EnteringService,
    FigureRow,
    known,
)
from vipdesk.services.indicators.members import MemberService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked, SliceBy
from vipdesk.services.risk import RiskService
from vipdesk.store.book import Store
from vipdesk.texts import _, language, ngettext


def indicators_verb(options: Namespace) -> Result:
    """The values of a period; or what changes them."""
    if any(getattr(options, each) for each in CHANGES):
        with writing(options) as store:
            return _changed(store, options)
    if options.output:
        with writing(options) as store:
            return _written(store, options)
    with reading(options) as store:
        asked = Asked(_period(store, options.period), cohort_id=options.cohort)
        service = IndicatorService(store)
        if options.members:
            return _members(store, asked, known(options.members), options.side)
        if options.by:
            return _split(service, asked, options.by)
        return _values(asked, service.values(asked))


CHANGES = ("close", "reopen", "enter", "target", "waive", "unwaive")


def _period(store: Store, text: str | None) -> Period:
    return Period.parse(text) if text else Period.month(store.today())


def _values(asked: Asked, values: tuple[Value, ...]) -> Result:
    data = {"period": asked.period.key, "indicators": [value_data(each) for each in values]}
    lines = table([value_cells(each) for each in values])
    versions = versions_of(values)
    if versions:
        lines.append(_("Settings version {n}.").format(n=versions))
    return Result(data, lines)


def _written(store: Store, options: Namespace) -> Result:
    asked = Asked(_period(store, options.period), cohort_id=options.cohort)
    by = next((each for each in SliceBy if each == options.by), None)
    spoken = options.lang or language()
    IndicatorSheetService(IndicatorDesk.of(store)).write(asked, options.output, spoken, by)
    data = {"period": asked.period.key, "file": str(options.output), "by": options.by}
    return Result(data, [_("{path} was written.").format(path=options.output)])


def value_cells(value: Value) -> list[str]:
    """A value in a line of a table."""
    spec = value.spec
    if value.rate is None:
        return [
            _(spec.name),
            "-",
            goal_words(value),
            "",
            "  ".join([_((value.why_not or WhyNot.NO_DATA).label), *notes(value, _)]),
        ]
    rate = shown(value.rate, percent=spec.percent)
    return [
        _(spec.name),
        rate,
        goal_words(value),
        state(value, _),
        "  ".join([behind_words(value, _), *notes(value, _)]),
    ]


def value_data(value: Value) -> dict[str, Any]:
    """A value as plain values."""
    return {
        "key": value.spec.key,
        "per": value.spec.per,
        "unit": value.spec.unit,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "value": None if value.rate is None else shown(value.rate, percent=value.spec.percent),
        "why_not": value.why_not,
        "target_hundredths": value.target,
        "direction": value.spec.direction,
        "met": value.met,
        "small_sample": value.is_small,
        "to_date": value.to_date,
        "data_of": value.data_of,
        "stale": value.stale,
        "waived": value.waived,
        "closed": value.closed,
        "settings": value.settings_id,
        "origin": value.origin,
    }


def _split(service: IndicatorService, asked: Asked, by: str) -> Result:
    parts = service.split(asked, next(each for each in SliceBy if each == by))
    data = {
        "period": asked.period.key,
        "by": by,
        "parts": [
            {"part": each.part.value, "indicators": [value_data(value) for value in each.values]}
            for each in parts
        ],
    }
    lines = []
    for each in parts:
        there = [value for value in each.values if value.rate is not None]
        lines += [
            each.part.value,
            *(f"  {line}" for line in table([value_cells(v) for v in there])),
        ]
    return Result(data, lines)


def _members(store: Store, asked: Asked, key: str, side: str) -> Result:
    service = MemberService(store)
    ids = service.members(key, asked, next(each for each in Side if each == side))
    rows = service.rows(ids)
    data = {
        "period": asked.period.key,
        "key": key,
        "side": side,
        "count": len(rows),
        "members": [
            {
                "customer_id": each.customer_id,
                "number": each.number,
                "name": each.name,
                "line_id": each.line_id,
                "line": each.line,
                "numerator": each.numerator,
                "denominator": each.denominator,
            }
            for each in rows
        ],
    }
    cells = [
        [each.number, each.name, each.line, f"{each.numerator:,}", f"{each.denominator:,}"]
        for each in rows
    ]
    told = ngettext("{n} behind it", "{n} behind it", len(rows)).format(n=len(rows))
    return Result(data, [*table(cells), told])


def _changed(store: Store, options: Namespace) -> Result:
    if options.close:
        row = ClosingService(store).close(options.close).value
        told = _("{month} is closed.").format(month=row.month)
        return Result({"closed": row.month, "closed_at": row.closed_at}, [told])
    if options.reopen:
        ClosingService(store).reopen(options.reopen, options.reason)
        told = _("{month} is open again.").format(month=options.reopen)
        return Result({"reopened": options.reopen}, [told])
    if options.waive or options.unwaive:
        return _waived(store, options)
    period = _period(store, options.period)
    if options.enter:
        key, part, whole = options.enter
        figure = FigureRow(
            key, period.key, _whole(part), _whole(whole), options.origin, store.today()
        )
        EnteringService(store).enter(figure)
        return Result({"entered": key, "period": period.key}, [_("Entered.")])
    key, value = options.target
    goal = None if value == "-" else int(Fraction(_number(value)) * 100)
    EnteringService(store).set_targets(period.first_month, {key: goal})
    return Result({"target": key, "hundredths": goal, "from": period.first_month}, [_("Set.")])


def _waived(store: Store, options: Namespace) -> Result:
    number, first_day = options.waive or options.unwaive
    customer_id = RiskService(store).find(number)
    if options.unwaive:
        EnteringService(store).take_back(customer_id, first_day)
        return Result({"counts_again": number, "window": first_day}, [_("It counts again.")])
    EnteringService(store).waive(customer_id, first_day, options.reason)
    return Result({"waived": number, "window": first_day}, [_("Waived.")])


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise BadFigureError
    return int(text)


def _number(text: str) -> str:
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise BadFigureError from error
    return text
