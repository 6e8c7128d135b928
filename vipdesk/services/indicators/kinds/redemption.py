"""Points redemption (积分兑换率), and how many customers redeem."""

from vipdesk.domain.changes import Area
from vipdesk.domain.indicator_words import Direction
from vipdesk.domain.indicators import Span, Spec, Unit, WhyNot
from vipdesk.domain.points_words import EARNING, REDEEMING
from vipdesk.services.indicators.definition import Context, Data, Indicator, Members
from vipdesk.store.deriving.scope import ours_on
from vipdesk.texts import N_

_AREAS = frozenset({Area.POINTS, Area.CUSTOMERS})
SPENT, EARNED = (str(tuple(map(str, kinds))) for kinds in (REDEEMING, EARNING))
# A reversal counts as less of what it reverses, on its own day; a hold past its last day before the
# first holds nothing on it.
MOVED = """
WITH RECURSIVE up(id, at) AS (
    SELECT id, reverses_id FROM points_entry WHERE kind = 'reversal'
    UNION ALL SELECT u.id, e.reverses_id FROM up u JOIN points_entry e ON e.id = u.at
    WHERE e.kind = 'reversal'
),
root AS (SELECT u.id, e.kind FROM up u JOIN points_entry e ON e.id = u.at
         WHERE e.kind <> 'reversal')
SELECT l.customer_id, e.on_day, coalesce(r.kind, e.kind) AS kind, d.points,
    CASE WHEN d.held <> 0 AND EXISTS (SELECT 1 FROM points_entry h
        WHERE h.id = coalesce(e.hold_id, e.id) AND h.until_on < :first) THEN 0
    ELSE d.held END AS held, l.expires_on
FROM points_draw d JOIN points_entry e ON e.id = d.entry_id JOIN points_lot l ON l.id = d.lot_id
    LEFT JOIN root r ON r.id = e.id
WHERE e.on_day BETWEEN {since} AND :last
"""
_POINTS = f"""
SELECT m.customer_id, NULL AS line_id,
    -sum(CASE WHEN m.on_day >= :first AND m.kind IN {SPENT} THEN m.points ELSE 0 END)
        AS numerator,
    sum(CASE WHEN m.on_day < :first AND m.expires_on >= :first THEN m.points - m.held
        WHEN m.on_day >= :first AND m.kind IN {EARNED} THEN m.points ELSE 0 END) AS denominator
FROM ({MOVED.format(since="''")}) m JOIN customer_summary c ON c.customer_id = m.customer_id
    AND {ours_on(":last")}
GROUP BY m.customer_id HAVING numerator <> 0 OR denominator <> 0
"""
_PEOPLE = (
    "SELECT p.customer_id, NULL AS line_id, p.numerator > 0 AS numerator, "
    "p.denominator > 0 AS denominator FROM common p WHERE p.denominator > 0"
)


def _of(select: str, context: Context) -> Members | WhyNot:
    days = {"first": context.period.first.isoformat(), "last": context.last.isoformat()}
    return Members(select, days, common=_POINTS)


POINTS_REDEMPTION = Indicator(
    Spec(
        key="points_redemption",
        name=N_("Points redemption"),
        definition=N_(
            "Points redeemed in the period, net of reversals, over those available on its first "
            "day and earned in it. Held points are not yet redeemed; what expires stays below."
        ),
        unit=Unit.POINTS,
        span=Span.YEAR,
        direction=Direction.MORE_THAN,
        target=1_500,
        own=True,
        adds_up=True,
    ),
    lambda context: _of("SELECT * FROM common", context),
    _AREAS,
    (Data.POINTS,),
    shares="points",
)
REDEEMING_CUSTOMERS = Indicator(
    Spec(
        key="redeeming_customers",
        name=N_("Customers who redeem"),
        definition=N_(
            "Customers who redeemed points in the period, over those who had or earned any."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.YEAR,
        own=True,
    ),
    lambda context: _of(_PEOPLE, context),
    _AREAS,
    (Data.POINTS,),
    shares="points",
)
