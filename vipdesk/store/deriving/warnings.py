"""Rows of warnings: one for each line or customer, rule and month in which the rule held."""

from vipdesk.domain.months import month_of
from vipdesk.store.deriving import due, warned
from vipdesk.store.deriving.scope import Scope

_SAID = ("customer_id", "line_id", "subject", "rule", "month", "severity", '"values"')
# What holds again within the month is the same warning, also of a line that has become another
# customer's.
_MEND = f"""
    INSERT INTO warning ({", ".join(_SAID)}, first_on, gone_on)
    SELECT customer_id, line_id, subject, rule, :month, severity, "values", :today, NULL
    FROM temp.warned WHERE true
    ON CONFLICT (subject, rule, month) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in _SAID)}, gone_on = NULL
    WHERE warning.gone_on IS NOT NULL
        OR {" OR ".join(f"warning.{name} IS NOT excluded.{name}" for name in _SAID)}
"""
_GONE = (
    "UPDATE warning SET gone_on = :today WHERE gone_on IS NULL{among} "
    "AND (subject, rule) NOT IN (SELECT subject, rule FROM temp.warned)"
)
_TASKS = f"""
    INSERT INTO {due.INTO}
    SELECT w.customer_id, w.line_id, 'warning', 'warning:' || w.rule || ':' || w.subject, w.month,
        '', w.first_on, w.severity, '{{{{"rule": "' || w.rule || '", ' || substr(w."values", 2), 0
    FROM warning w WHERE {{few}}w.month = :month AND w.gone_on IS NULL{{among}}
"""


def refresh(scope: Scope) -> int:
    """Make the rows of this month agree with what holds today, after facts and scores.

    What no longer holds keeps its row, of whatever month, with the day since which it is gone.

    Returns how many changed.
    """
    warned.gather(scope)
    changed = scope.run(_MEND, month=month_of(scope.basis.today))
    return changed + scope.run(_GONE.format(among=scope.among("customer_id")))


def gather(scope: Scope) -> None:
    """Gather one task for each warning that holds, due on the day it was first seen this month."""
    few = "" if scope.customer_ids is None else "+"  # of few customers, by these
    statement = _TASKS.format(few=few, among=scope.among("w.customer_id"))
    scope.run(statement, month=month_of(scope.basis.today))
