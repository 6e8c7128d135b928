"""A period's report with every section filled, as the paper is drawn and looked at."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from vipdesk.domain.indicators import Unit, Value, WhyNot
from vipdesk.domain.period_report import (
    CohortPart,
    Counted,
    EndLine,
    ExpiringPoints,
    Lost,
    PeriodReport,
    PointsPart,
    RenewalLine,
    RiskLine,
    WarningLine,
)
from vipdesk.domain.periods import Period
from vipdesk.domain.warnings import Rule
from vipdesk.domain.words import Channel, DateKind, LeavingReason, Outcome, Tier
from vipdesk.services.indicators.kinds import ALL

QUARTER = Period.parse("2026-Q3")


def value(place: int, period: Period = QUARTER) -> Value:
    """Of every third there is none; some are old, small, waived, closed or entered."""
    spec = ALL[place].spec
    why = WhyNot.NOT_ENTERED if spec.entered else WhyNot.NO_DATA
    bare = Value(spec, period, target=spec.target, settings_id=12)
    if place % 3 == 2:
        return replace(bare, why_not=why)
    many = 12_345_678 if spec.unit is Unit.FEN else 25 if place == 4 else 1_234
    found = replace(bare, numerator=many * (70 + place) // 100, denominator=many)
    if place % 4 == 0:
        day = date(2026, 8, 31)
        return replace(found, data_of=day, stale=True, to_date=day)
    if spec.entered:
        return replace(found, origin="分公司 10 月通报", data_of=date(2026, 10, 8))
    return replace(found, closed=place % 2 == 1, waived=place if spec.waivable else 0)


def trend(place: int) -> tuple[Value, ...]:
    """Six quarters, the first without a value, up and down."""
    found = []
    for back in range(5, -1, -1):
        each = value(place, QUARTER.earlier(back))
        moved = replace(each, numerator=900 + (back * 37) % 100, denominator=1_000)
        found.append(replace(moved, numerator=None) if back == 5 else moved)
    return tuple(found)


def period_report(language: str) -> PeriodReport:
    """The report of a quarter."""
    day = date(2026, 10, 3)
    ends = [EndLine(day, kind.label, "BJ20260001", "欧**", "139****1234") for kind in DateKind] * 12
    missed = Outcome.REFUSED.label
    return PeriodReport(
        language=language,
        period=QUARTER,
        manager="李经理",
        branch="太原迎泽分局",
        made_at="2026-10-08 09:12",
        today=date(2026, 10, 8),
        values=tuple(value(place) for place in range(len(ALL))),
        before=tuple(
            replace(value(place, QUARTER.earlier(1)), numerator=1_000, denominator=1_250)
            for place in range(len(ALL))
        ),
        trends=tuple(trend(place) for place in (0, 3, 6, 7)),
        cohort=CohortPart(
            *("2026年第二季度末全部金卡与钻石卡客户", 412, 385, 3, 17, -6, Fraction(368, 412)),
            tuple(
                Lost(reason, place % 2 == 0, 11 - place)
                for place, reason in enumerate([*LeavingReason][:4])
            ),
        ),
        renewals=(Counted("Renewed", 52), Counted(missed, 9), Counted("No outcome yet", 3)),
        renewal_lines=tuple(
            RenewalLine(day, missed, f"BJ2026{n:04}", "王**", "138****0000") for n in range(12)
        ),
        warnings=tuple(
            WarningLine(rule.label, 36, n, 8, 6 - n, 12, 10) for n, rule in enumerate([*Rule][:6])
        ),
        outcomes=tuple(Counted(each.label, 7) for each in Outcome),
        contacts=tuple(Counted(each.label, 1_234, 321) for each in Channel),
        points=PointsPart(182_842, 17_400, 836, 3_542_727),
        redeemed=(Counted("Telecom", 12_000, 20), Counted("Non-telecom", 5_400, 9)),
        expiring=tuple(ExpiringPoints(f"2026-{month}", 12_345, 67) for month in (10, 11, 12)),
        at_risk=tuple(
            RiskLine(f"BJ2026{n:04}", "欧**", Tier.DIAMOND.label, 95 - n, day) for n in range(10)
        ),
        ends_month="2026-10",
        ends=tuple(ends),
        ends_in_all=61,
    )
