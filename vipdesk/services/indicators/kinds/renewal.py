"""Renewal (到期续约率): contracts that ended and were renewed."""

from datetime import timedelta

from sqlalchemy import text

from vipdesk.domain.changes import Area
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.services.indicators.definition import Context, Data, Indicator, Members
from vipdesk.store.deriving.scope import ours_on
from vipdesk.texts import N_

# Contract dates of the period, each once, by what became of it when it stood there last: one that
# was only corrected away is none, and a renewal that was corrected back has not been. A renewal
# counts from so many days before its date to the end of a month after; what was renewed since
# stands there all the same.
_CONTRACTS = f"""
WITH dated AS (
    SELECT d.line_id, d.ends_on,
        lead(d.moved_as) OVER w AS moved_as, lead(d.recorded_on) OVER w AS moved_on,
        row_number() OVER (PARTITION BY d.line_id, d.ends_on
            ORDER BY d.effective_on DESC, d.id DESC) AS place
    FROM contract_date d WHERE d.kind = 'contract'
        AND d.line_id IN (SELECT line_id FROM contract_date
                          WHERE kind = 'contract' AND ends_on BETWEEN :first AND :last)
    WINDOW w AS (PARTITION BY d.line_id ORDER BY d.effective_on, d.id)
)
SELECT l.customer_id, d.line_id,
    coalesce(d.moved_as = 'renewal' AND d.moved_on BETWEEN {{earliest}} AND {{latest}}, 0)
        OR coalesce(k.outcome IN ('renewed', 'moved_plan', 'upgraded')
            AND k.closed_on BETWEEN {{earliest}} AND {{latest}}, 0) AS numerator,
    1 AS denominator, d.ends_on, k.outcome
FROM dated d
JOIN line_summary l ON l.line_id = d.line_id
JOIN customer_summary c ON c.customer_id = l.customer_id AND {ours_on("d.ends_on")}
LEFT JOIN retention_case k ON k.cause = 'end:contract:' || d.line_id AND k.period = d.ends_on
WHERE d.place = 1 AND d.ends_on BETWEEN :first AND :last AND d.moved_as IS NOT 'correction'
""".format(
    earliest="date(d.ends_on, '-' || :from_days || ' days')",
    latest="date(d.ends_on, 'start of month', '+' || (:months + 1) || ' months', '-1 day')",
)

# What gave way without a word, as older versions of the program wrote it, leaves it open whether
# that was a renewal.
_UNCLEAR = f"""
SELECT EXISTS (SELECT 1 FROM contract_date d JOIN line_summary l ON l.line_id = d.line_id
    JOIN customer_summary c ON c.customer_id = l.customer_id AND {ours_on("d.ends_on")}
    JOIN contract_date n ON n.id = (SELECT o.id FROM contract_date o
        WHERE o.line_id = d.line_id AND o.kind = 'contract'
            AND (o.effective_on, o.id) > (d.effective_on, d.id)
        ORDER BY o.effective_on, o.id LIMIT 1)
    WHERE d.kind = 'contract' AND d.ends_on BETWEEN :first AND :last
        AND n.ends_on <> d.ends_on AND n.moved_as IS NULL)
"""


def _members(context: Context) -> Members | WhyNot:
    rules, period = context.rules, context.period
    span = {"first": period.first.isoformat(), "last": context.last.isoformat()}
    if context.session.scalar(text(_UNCLEAR), {**span, "self": context.self_id}):
        return WhyNot.UNCLEAR
    frozen = period.last + timedelta(days=1)
    for _month in range(rules.renewed_months):
        frozen = (frozen + timedelta(days=31)).replace(day=1)
    return Members(
        _CONTRACTS,
        {
            **span,
            "from_days": rules.renewed_from_days,
            "months": rules.renewed_months,
        },
        to_date=context.today if context.today < frozen else None,
    )


RENEWAL = Indicator(
    Spec(
        key="renewal",
        name=N_("Renewal rate"),
        definition=N_(
            "Contracts ending in the period that were renewed, over all of them. A renewal counts "
            "from the days before the date to the months after it that the settings say; a moved "
            "plan and an upgrade are renewals. A date that was corrected away is none."
        ),
        unit=Unit.CONTRACTS,
        span=Span.QUARTER,
        target=8_500,
        own=True,
    ),
    _members,
    frozenset({Area.CUSTOMERS, Area.LINES, Area.TASKS}),
    (Data.LINES,),
)
