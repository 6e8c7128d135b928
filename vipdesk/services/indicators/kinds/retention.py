"""Snapshot retention (拍照保有率), revenue retention (收入保有率) and the mean of the two."""

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_words import CohortUnit
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Data, Indicator, Mean, Members
from vipdesk.services.indicators.kept import kept_lines
from vipdesk.texts import N_

_AREAS = frozenset({Area.COHORTS, Area.CUSTOMERS, Area.LINES, Area.BILLS})
_CUSTOMERS = (
    "SELECT k.customer_id, NULL AS line_id, max(k.kept) AS numerator, 1 AS denominator "
    "FROM common k GROUP BY k.customer_id"
)
_LINES = "SELECT k.customer_id, k.line_id, k.kept AS numerator, 1 AS denominator FROM common k"
_FEES = (
    "SELECT k.customer_id, k.line_id, k.kept * k.fee_fen AS numerator, "
    "k.base_fee_fen AS denominator FROM common k"
)


def _kept(context: Context) -> Members | WhyNot:
    found = kept_lines(context)
    if isinstance(found, WhyNot):
        return found
    shape = _CUSTOMERS if found.cohort.unit is CohortUnit.CUSTOMER else _LINES
    return Members(shape, found.params, found.to_date, common=found.select)


def _revenue(context: Context) -> Members | WhyNot:
    found = kept_lines(context)
    if isinstance(found, WhyNot):
        return found
    return Members(_FEES, found.params, found.to_date, common=found.select)


SNAPSHOT_RETENTION = Indicator(
    Spec(
        key="snapshot_retention",
        name=N_("Snapshot retention"),
        definition=N_(
            "Those of the snapshot who are kept, over all of it. A line is kept if it is on the "
            "network and was billed in the period's last month; a customer, if any line of theirs "
            "in the snapshot is. A line that left and came back counts again. Until the last "
            "month's bills are in, the latest complete month counts."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.QUARTER,
        target=9_200,
    ),
    _kept,
    _AREAS,
    (Data.BILLS,),
    shares="kept",
)
REVENUE_RETENTION = Indicator(
    Spec(
        key="revenue_retention",
        name=N_("Revenue retention"),
        definition=N_(
            "The fees of the period's last month over the lines of the snapshot that are kept, "
            "over the frozen monthly base fee of all of them. Adjustments below zero stay; a line "
            "with a base fee of 0 counts in the fees alone, so it may pass 100 %."
        ),
        unit=Unit.FEN,
        span=Span.QUARTER,
        target=10_000,
        own=True,
    ),
    _revenue,
    _AREAS,
    (Data.BILLS,),
    shares="kept",
)
COMBINED_RETENTION = Mean(
    Spec(
        key="combined_retention",
        name=N_("Combined retention"),
        definition=N_("The mean of snapshot retention and revenue retention, unrounded."),
        unit=Unit.CUSTOMERS,
        span=Span.QUARTER,
    ),
    (SNAPSHOT_RETENTION, REVENUE_RETENTION),
)
